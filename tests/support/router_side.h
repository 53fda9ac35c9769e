// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTest>

#include "engine/platform/system_clock.h"
#include "engine/terminal/control_channel.h"
#include "engine/terminal/control_queue.h"
#include "engine/terminal/router_clock.h"
#include "tests/support/fake_router.h"
#include "tests/support/store_fixture.h"

namespace meson::test {

/// What a part of a Terminal needs around it: a store, a Router that knows its key, and the signed
/// way there. Thread: the test's.
struct RouterSide {
    RouterSide() {
        cache.clock.setWall(systemClock.wall());
        router.trust(identity.publicKey());
        channel = std::make_unique<terminal::ControlChannel>(
            terminal::ControlChannel::Options{QUrl(QString::fromStdString(router.url())), {}},
            identity, routerClock);
    }

    platform::SystemClock systemClock;
    StoreFixture cache;
    FakeRouter router;
    crypto::Identity identity = crypto::Identity::generate();
    terminal::RouterClock routerClock{systemClock, std::nullopt};
    terminal::ControlQueue control;
    std::unique_ptr<terminal::ControlChannel> channel;
};

/// Everything that is logged while it lives.
class LogRecorder {
public:
    LogRecorder() {
        lines().clear();
        m_before = qInstallMessageHandler(
            [](QtMsgType, const QMessageLogContext&, const QString& text) { lines() += text; });
    }
    ~LogRecorder() { qInstallMessageHandler(m_before); }
    QString text() const { return lines().join(QLatin1Char('\n')); }

private:
    static QStringList& lines() {
        static QStringList lines;
        return lines;
    }
    QtMessageHandler m_before;
};

} // namespace meson::test
