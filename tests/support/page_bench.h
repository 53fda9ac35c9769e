// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/platform/system_clock.h"
#include "tests/support/patience.h"
#include "tests/support/terminal_bench.h"
#include "ui/bridge/miner_model.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QTranslator>

namespace meson::test {

/// A page of the window on the real model, engine and Terminal, beside a fake Router.
/// With MESON_PICTURES set to a folder, keep() leaves pictures there for people to judge.
class PageBench {
    QTemporaryDir m_folder; // first: it goes last

public:
    PageBench()
        : theme(*qApp)
        , model(
              {path("settings.json"), {path("engine"), {}}}, clock,
              [this](terminal::TerminalOptions options, const base::Clock& time) {
                  options.listen.front().address(boost::asio::ip::make_address("127.0.0.1"));
                  options.sources = http::AddressPolicy::Any;
                  options.mapPort = false;
                  options.readComputer = [this] { return computer; };
                  return terminal::Terminal::create(std::move(options), time);
              }) {
        node::MinerSettings settings;
        settings.network = node::Network::Router;
        settings.routerUrl = router.url();
        settings.volumes = {{path("cache"), base::mebibytes(64), base::Bytes(1)}};
        model.setSettings(settings);
        model.start();
    }

    std::filesystem::path path(const char* name) const {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }
    bool isServing() const {
        const auto& now = model.snapshot().terminal;
        return now && now->phase == terminal::TerminalPhase::Serving;
    }
    /// Has the Terminal fetch objects, and waits until they are here.
    void cache(int count, std::size_t bytes = 2000) {
        for (int i = 0; i < count; ++i) {
            const std::string body = someBytes(bytes, unsigned(i + 1));
            const std::string pull = "/pull/" + std::to_string(++m_pulls);
            router.serve(pull, body);
            router.order(router.orderFor(body, {pull}));
        }
        m_cached += count;
        MESON_TRY_COMPARE(model.snapshot().terminal->objects, m_cached);
    }
    static void keep(QWidget& widget, const QString& name) {
        const QString folder = qEnvironmentVariable("MESON_PICTURES");
        if (!folder.isEmpty())
            widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
    }

    terminal::ComputerState computer{false, false, 48.0};
    platform::SystemClock clock;
    FakeRouter router;
    theme::Theme theme;
    bridge::MinerModel model;

private:
    int m_pulls = 0;
    std::int64_t m_cached = 0;
};

/// Every text longer by two fifths, as a translation might be, while it lives.
class LongerText final : public QTranslator {
public:
    LongerText() { QCoreApplication::installTranslator(this); }
    QString translate(const char*, const char* text, const char*, int) const override {
        const QString words = QString::fromUtf8(text);
        return words + QString(words.size() * 2 / 5, QLatin1Char('~'));
    }
    bool isEmpty() const override { return false; }
};

/// The button, switch or check box with that text or accessible name.
inline QAbstractButton* buttonOf(QWidget& widget, const QString& name) {
    for (auto* button : widget.findChildren<QAbstractButton*>())
        if (button->text() == name || button->accessibleName() == name)
            return button;
    return nullptr;
}

template <class Widget>
Widget* named(QWidget& parent, const QString& name) {
    for (auto* widget : parent.findChildren<Widget*>())
        if (widget->accessibleName() == name)
            return widget;
    return nullptr;
}

} // namespace meson::test
