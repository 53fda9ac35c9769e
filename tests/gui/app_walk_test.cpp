// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRadioButton>
#include <QTest>
#include <QTranslator>

#include "tests/support/app_bench.h"
#include "tests/support/patience.h"
#include "tests/support/widget_walk.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/onboarding_steps.h"
#include "ui/shell/page_registry.h"

using namespace meson;

namespace {

constexpr int kSettling = 2'000; // ms, for layouts

using Check = QStringList (*)(QWidget&);

/// Every message, longer by two fifths.
class LongerText final : public QTranslator {
public:
    QString translate(const char*, const char* text, const char*, int) const override {
        const QString words = QString::fromUtf8(text);
        return words + QString(words.size() * 2 / 5, QLatin1Char('~'));
    }
    bool isEmpty() const override { return false; }
};

} // namespace

/// Walks the whole program, as it runs on a real engine: each page of the window, each screen of
/// the onboarding, the dialogs.
class AppWalkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyControlHasAnAccessibleName() { walk(test::controlsWithoutName); }
    void tabGoesThroughAllInReadingOrder() { walk(test::wrongTabOrder); }
    void everyFigureHasItsDefinitionAndFormula();
    void nothingIsClippedOrOverlaps();
    void chineseLeavesNothingInEnglish();
    void longerTextFitsTheSmallestWindow();
    void rightToLeftIsAMirrorImage();
    void highContrastKeepsEverythingInPlace();

private:
    void walk(Check check);
    void walkPage(const QString& name, Check check);
    void walkOnboarding(const std::function<void(QWidget&, const QString&)>& look);
    void look(QWidget& window, const QString& where, Check check);
    void setLanguage(const char* language);

    std::unique_ptr<test::FakeRouter> m_router;
    std::unique_ptr<test::AppBench> m_bench;
    QStringList m_found;
};

void AppWalkTest::init() {
    m_found.clear();
    m_router = std::make_unique<test::FakeRouter>();
    m_bench = std::make_unique<test::AppBench>(*m_router);
    setLanguage("en");
    for (unsigned i = 1; i <= 3; ++i)
        m_bench->cache(*m_router, test::someBytes(50'000 * i, i));
    MESON_TRY_COMPARE(m_bench->now().terminal ? m_bench->now().terminal->objects : 0, 3);
    m_bench->window().resize(m_bench->window().minimumSize());
}

void AppWalkTest::cleanup() {
    m_bench.reset();
    m_router.reset();
    QGuiApplication::setLayoutDirection(Qt::LeftToRight);
}

void AppWalkTest::setLanguage(const char* language) {
    m_bench->change([&](node::MinerSettings& settings) { settings.language = language; });
}

void AppWalkTest::look(QWidget& window, const QString& where, Check check) {
    if (!QTest::qWaitFor([&] { return check(window).isEmpty(); }, kSettling))
        for (const QString& one : check(window))
            m_found << where + QLatin1String(": ") + one;
}

void AppWalkTest::walkOnboarding(const std::function<void(QWidget&, const QString&)>& look) {
    shell::Onboarding dialog(m_bench->model().settings(), QStringLiteral("/tmp/meson"), nullptr);
    dialog.show();
    dialog.findChildren<QRadioButton*>().last()->setChecked(true);
    for (int screen = 1; screen <= 5; ++screen) {
        look(dialog, QStringLiteral("onboarding %1").arg(screen));
        QTest::keyClick(&dialog, Qt::Key_Return);
    }
    QCOMPARE(dialog.result(), int(QDialog::Accepted));
}

void AppWalkTest::walkPage(const QString& name, Check check) {
    look(m_bench->window(), name, check);
    test::forEachDialog(m_bench->window(), [&](QDialog& dialog) {
        look(dialog, name + QLatin1String(", ") + dialog.windowTitle(), check);
    });
}

void AppWalkTest::walk(Check check) {
    for (const auto& page : shell::pages()) {
        m_bench->window().showPage(page.id);
        walkPage(page.name, check);
        for (QAbstractButton* section : test::sectionsOf(m_bench->window())) {
            section->click();
            walkPage(page.name + QLatin1Char(' ') + section->text(), check);
        }
    }
    walkOnboarding([&](QWidget& screen, const QString& where) { look(screen, where, check); });
    shell::CommandPalette palette(m_bench->window().actions(), nullptr);
    palette.setAttribute(Qt::WA_DeleteOnClose, false);
    palette.show();
    look(palette, QStringLiteral("commands"), check);
    QVERIFY2(m_found.isEmpty(), qPrintable(m_found.join(QLatin1Char('\n'))));
}

/// The settings show what was entered, not what was measured.
void AppWalkTest::everyFigureHasItsDefinitionAndFormula() {
    for (const auto& page : shell::pages()) {
        m_bench->window().showPage(page.id);
        if (page.id != bridge::PageId::Settings)
            look(m_bench->window(), page.name, test::figuresWithoutFormula);
    }
    QVERIFY2(m_found.isEmpty(), qPrintable(m_found.join(QLatin1Char('\n'))));
}

void AppWalkTest::nothingIsClippedOrOverlaps() {
    walk([](QWidget& window) {
        return test::clippedTexts(window) + test::misplaced(window) +
               test::scrolledSideways(window);
    });
}

void AppWalkTest::chineseLeavesNothingInEnglish() {
    QVERIFY(test::leftInEnglish(test::textsOf(m_bench->window())).size() > 20); // it does see them
    setLanguage("zh_CN");
    walk([](QWidget& window) { return test::leftInEnglish(test::textsOf(window)); });
}

void AppWalkTest::longerTextFitsTheSmallestWindow() {
    LongerText longer;
    QCoreApplication::installTranslator(&longer);
    QApplication::sendPostedEvents();
    walk([](QWidget& window) {
        return test::clippedTexts(window) + test::misplaced(window) +
               test::scrolledSideways(window);
    });
}

void AppWalkTest::rightToLeftIsAMirrorImage() {
    QGuiApplication::setLayoutDirection(Qt::RightToLeft);
    QApplication::sendPostedEvents();
    const auto* sidebar = m_bench->window().findChild<widgets::Sidebar*>();
    MESON_TRY_VERIFY(sidebar->x() > m_bench->window().width() / 2);
    walk([](QWidget& window) { return test::clippedTexts(window) + test::misplaced(window); });
}

void AppWalkTest::highContrastKeepsEverythingInPlace() {
    m_bench->change(
        [](node::MinerSettings& settings) { settings.theme = node::ThemeChoice::HighContrast; });
    walk([](QWidget& window) { return test::clippedTexts(window) + test::misplaced(window); });
}

QTEST_MAIN(AppWalkTest)
#include "app_walk_test.moc"
