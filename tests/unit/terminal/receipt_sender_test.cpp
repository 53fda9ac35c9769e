// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/protocol/limits.h"
#include "engine/terminal/receipt_sender.h"
#include "tests/support/patience.h"
#include "tests/support/router_side.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::ReceiptSender;

namespace {

struct Bench : test::RouterSide {
    Bench() {
        if (!cache.open())
            qFatal("the store does not open");
        begin();
    }
    ~Bench() { sender.reset(); }

    /// Also as after a crash: what was in memory is lost.
    void begin() {
        sender = std::make_unique<ReceiptSender>(
            folder.filePath(QStringLiteral("receipts")),
            ReceiptSender::Parts{*channel, control, routerClock},
            terminal::Backoff(10ms, 20ms, [] { return 0.0; }));
        if (!sender->open())
            qFatal("the folder cannot be used");
    }
    void serve(std::size_t count, std::int64_t bytes = 1000) {
        const auto object = router.orderFor("x", {});
        for (std::size_t i = 0; i < count; ++i)
            sender->add(
                {router.tokenFor(object), base::Bytes(bytes), 0, 1'800'000'000'000, 5, true});
        sender->flush();
    }
    void send(const std::string& token, std::int64_t bytes) {
        sender->add({token, base::Bytes(bytes), 0, 1'800'000'000'000, 5, true});
        sender->flush();
    }
    std::vector<protocol::Receipts> batches() const {
        return router.received<protocol::Receipts>("/receipts");
    }
    /// The number of the batch that came last.
    QString newest() const { return QString::number(batches().back().batch); }
    QString path(std::int64_t number, const char* suffix) const {
        return folder.filePath(
            QStringLiteral("receipts/") + QString::number(number) + QLatin1String(suffix));
    }
    /// Router time.
    std::int64_t milliseconds() const {
        return std::chrono::floor<std::chrono::milliseconds>(routerClock.now().time_since_epoch())
            .count();
    }
    QStringList files() const {
        return QDir(folder.filePath(QStringLiteral("receipts"))).entryList(QDir::Files, QDir::Name);
    }

    QTemporaryDir folder;
    std::unique_ptr<ReceiptSender> sender;
};

} // namespace

class ReceiptSenderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void deliversWhatWasServed() {
        Bench bench;
        bench.sender->setOnline(true);
        bench.serve(3, 500);
        QCOMPARE(bench.sender->pending(), 3);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.batches().size(), std::size_t(1));
        QCOMPARE(bench.sender->creditedBytes().count(), 1500);
        const QString first = bench.newest();
        MESON_TRY_COMPARE(
            bench.files(),
            (QStringList{first + QLatin1String(".done"), first + QLatin1String(".sent")}));
        bench.serve(1);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        const QString second = bench.newest();
        QVERIFY(second.toLongLong() > first.toLongLong());
        MESON_TRY_COMPARE(
            bench.files(), (QStringList{
                               first + QLatin1String(".sent"), second + QLatin1String(".done"),
                               second + QLatin1String(".sent")}));
    }

    void splitsWhatIsMoreThanABatchHolds() {
        Bench bench;
        bench.serve(protocol::limits::kReceipts + 1);
        MESON_TRY_COMPARE(bench.files().size(), 2);
        bench.sender->setOnline(true);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.batches().size(), std::size_t(2));
        QCOMPARE(bench.batches().front().receipts.size(), protocol::limits::kReceipts);
        QCOMPARE(bench.batches().back().receipts.size(), std::size_t(1));
    }

    void sendsNothingBeforeItIsOnDisk() {
        Bench bench;
        bench.sender->setOnline(true);
        QDir(bench.folder.path()).rename(QStringLiteral("receipts"), QStringLiteral("aside"));
        bench.serve(2);
        MESON_TRY_VERIFY(!bench.sender->problem().empty());
        QCOMPARE(bench.batches().size(), std::size_t(0));
        QCOMPARE(bench.sender->pending(), 2);
        QVERIFY(bench.sender->problem().find("kept in memory") != std::string::npos);

        QDir(bench.folder.path()).rename(QStringLiteral("aside"), QStringLiteral("receipts"));
        bench.sender->flush();
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.batches().size(), std::size_t(1));
    }

    void isFullWhenTheDiskTakesNothingForLong() {
        Bench bench;
        QDir(bench.folder.path()).rename(QStringLiteral("receipts"), QStringLiteral("aside"));
        const std::string token = bench.router.tokenFor(bench.router.orderFor("x", {}));
        for (std::size_t i = 1; i < ReceiptSender::kMostGathered; ++i)
            bench.sender->add({token, base::Bytes(1), 0, 1'800'000'000'000, 5, true});
        QVERIFY(!bench.sender->isFull());
        bench.send(token, 1);
        MESON_TRY_VERIFY(!bench.sender->problem().empty());
        QVERIFY(bench.sender->isFull()); // nothing was lost
        QVERIFY(bench.files().isEmpty());

        QDir(bench.folder.path()).rename(QStringLiteral("aside"), QStringLiteral("receipts"));
        bench.sender->flush();
        MESON_TRY_VERIFY(!bench.sender->isFull());
        QCOMPARE(bench.sender->pending(), static_cast<std::int64_t>(ReceiptSender::kMostGathered));
    }

    void sendsABatchOfACrashOnceMoreUnchanged() {
        Bench bench;
        bench.router.refuse("/receipts", 503, "unavailable");
        bench.sender->setOnline(true);
        bench.serve(2);
        MESON_TRY_VERIFY(!bench.batches().empty());
        bench.begin();
        QCOMPARE(bench.sender->pending(), 2);
        bench.router.clearRefusals();
        bench.serve(1); // has the next number, never that of the batch that was on its way
        bench.sender->setOnline(true);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        const auto batches = bench.batches();
        const auto again = batches.end() - 2;
        QCOMPARE(protocol::encode(*again), protocol::encode(batches.front())); // byte for byte
        QVERIFY(batches.back().batch > again->batch);
        QCOMPARE(bench.sender->creditedBytes().count(), 3000);

        const std::size_t sent = batches.size();
        bench.begin(); // what was acknowledged is not sent again
        bench.sender->setOnline(true);
        QCOMPARE(bench.sender->pending(), 0);
        bench.serve(1);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.batches().size(), sent + 1);
        QVERIFY(bench.batches().back().batch > batches.back().batch);
    }

    void sendsAnAnswerThatWasLostOnceMoreUnderTheSameNumber() {
        Bench bench;
        bench.router.ignore("/receipts");
        bench.sender->setOnline(true);
        bench.serve(1);
        MESON_TRY_COMPARE(bench.batches().size(), std::size_t(1));
        bench.begin();
        bench.sender->setOnline(true);
        MESON_TRY_COMPARE(bench.batches().size(), std::size_t(2));
        QCOMPARE(bench.batches().back().batch, bench.batches().front().batch);
    }

    void isCreditedAlsoAfterItsFolderWasLost() {
        Bench bench;
        bench.sender->setOnline(true);
        bench.serve(1);
        MESON_TRY_COMPARE(bench.sender->creditedBytes().count(), 1000);
        const std::int64_t counted = bench.batches().back().batch;
        bench.router.setNewestBatch(counted);
        bench.sender->close();
        QVERIFY(QDir(bench.folder.filePath(QStringLiteral("receipts"))).removeRecursively());
        bench.begin();
        bench.sender->setOnline(true);
        MESON_TRY_VERIFY(bench.milliseconds() > counted);
        bench.serve(1);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.sender->creditedBytes().count(), 1000);
    }

    void countsNothingAgainWhenAnOlderFolderComesBack() {
        Bench bench;
        bench.router.refuse("/receipts", 503, "unavailable");
        bench.sender->setOnline(true);
        bench.serve(1);
        MESON_TRY_VERIFY(!bench.batches().empty());
        const protocol::Receipts copied = bench.batches().back();
        bench.router.clearRefusals();
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        bench.serve(1);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        const std::int64_t counted = bench.batches().back().batch;
        bench.router.setNewestBatch(counted);
        bench.sender->close();
        QVERIFY(QDir(bench.folder.filePath(QStringLiteral("receipts"))).removeRecursively());
        bench.begin();
        QFile file(bench.path(copied.batch, ".json"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(protocol::encode(copied)) > 0);
        file.close();
        bench.begin();
        QCOMPARE(bench.sender->pending(), 1);
        bench.sender->setOnline(true);
        MESON_TRY_VERIFY(bench.milliseconds() > counted);
        bench.serve(1, 300);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.sender->creditedBytes().count(), 300);
        QCOMPARE(protocol::encode(*(bench.batches().end() - 2)), protocol::encode(copied));
    }

    void putsAsideWhatTheRouterFindsMalformed() {
        Bench bench;
        bench.router.refuse("/receipts", 400, "bad-message");
        bench.sender->setOnline(true);
        bench.serve(1);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        const QString first = bench.newest();
        MESON_TRY_COMPARE(bench.files(), QStringList{first + QLatin1String(".refused")});
        QVERIFY(bench.sender->problem().find("Batch " + first.toStdString()) != std::string::npos);
        bench.router.clearRefusals();
        bench.serve(1);
        MESON_TRY_COMPARE(bench.sender->creditedBytes().count(), 1000);
        QVERIFY(bench.newest() != first);
    }

    void putsAsideAFileThatIsNotABatch() {
        Bench bench;
        const std::int64_t number = 9'000'000'000'000; // later than Router time
        QFile file(bench.path(number, ".json"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{half") > 0);
        file.close();
        bench.begin();
        QCOMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.files(), QStringList{QStringLiteral("9000000000000.refused")});
        bench.sender->setOnline(true);
        bench.serve(1);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.batches().back().batch, number + 1);
    }

    void keepsOnDiskWhatIsGatheredWhenItCloses() {
        Bench bench;
        bench.serve(2);
        bench.serve(protocol::limits::kReceipts + 5);
        bench.sender->close();
        bench.begin();
        QCOMPARE(
            bench.sender->pending(), static_cast<std::int64_t>(protocol::limits::kReceipts) + 7);
        QCOMPARE(bench.files().size(), 3);
    }

    void knowsWhatReceiptsAreGoodForWhateverTheRouterAnswers() {
        Bench bench;
        bench.router.setEpoch(7);
        bench.router.setCredit(50);
        bench.sender->setOnline(true);
        const auto object = bench.router.orderFor(std::string(1000, 'x'), {});
        const std::string token = bench.router.tokenFor(object);
        bench.send(token, 600);
        bench.send(bench.router.tokenFor(object), 5000); // more than the object has
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        const terminal::OwnReceipts own = bench.sender->totals().at(7);
        QCOMPARE(own.stated.count(), 5600);
        QCOMPARE(own.due.count(), 1600);
        QCOMPARE(own.late.count(), 0);
        QCOMPARE(own.credited.count(), 2800);

        bench.send(token, 600); // the rest of it, in another batch
        MESON_TRY_COMPARE(bench.sender->totals().at(7).due.count(), 2000);
        MESON_TRY_COMPARE(bench.files().size(), bench.batches().size() + 1);
        bench.begin(); // and after a crash
        bench.sender->setOnline(true);
        bench.send(token, 600);
        MESON_TRY_COMPARE(bench.sender->totals().at(7).receipts, 4);
        QCOMPARE(bench.sender->totals().at(7).due.count(), 2000);
    }

    void aCrashBeforeABatchIsMarkedAsDoneCountsItOnce() {
        Bench bench;
        bench.router.setEpoch(7);
        bench.sender->setOnline(true);
        const auto object = bench.router.orderFor(std::string(1000, 'x'), {});
        bench.send(bench.router.tokenFor(object), 400);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        const std::int64_t number = bench.batches().front().batch;
        MESON_TRY_VERIFY(QFile::exists(bench.path(number, ".done")));
        MESON_TRY_VERIFY(!QFile::exists(bench.path(number, ".json")));
        // As it was before: the batch is there, and `.sent` already, but not `.done`.
        QFile batch(bench.path(number, ".json"));
        QVERIFY(batch.open(QIODevice::WriteOnly));
        batch.write(protocol::encode(bench.batches().front()));
        batch.close();
        QVERIFY(QFile::remove(bench.path(number, ".done")));
        bench.begin();
        bench.sender->setOnline(true);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.sender->totals().at(7).due.count(), 400);
    }

    void receiptsOfTokensThatAreLongOverMayBeUnknown() {
        Bench bench;
        bench.router.setEpoch(7);
        bench.router.setCredit(0);
        bench.sender->setOnline(true);
        const auto object = bench.router.orderFor(std::string(1000, 'x'), {});
        bench.send(bench.router.tokenFor(object, -2h), 300);
        bench.send(bench.router.tokenFor(object, -30min), 500);
        MESON_TRY_COMPARE(bench.sender->pending(), 0);
        QCOMPARE(bench.sender->totals().at(7).due.count(), 800);
        QCOMPARE(bench.sender->totals().at(7).late.count(), 300);
        // What nothing more can come of is not kept for ever.
        bench.begin();
        bench.sender->setOnline(true);
        for (int i = 0; i < 2; ++i) {
            bench.send(bench.router.tokenFor(object, -2h), 300);
            MESON_TRY_COMPARE(bench.sender->pending(), 0);
        }
        MESON_TRY_COMPARE(bench.files().filter(QStringLiteral(".sent")).size(), 2);
    }

    void saysNoTokenInItsProblems() {
        Bench bench;
        test::LogRecorder log;
        bench.router.refuse("/receipts", 422, "bad-message");
        bench.sender->setOnline(true);
        const std::string token = bench.router.tokenFor(bench.router.orderFor("x", {}));
        bench.sender->add({token, base::Bytes(1), 0, 1'800'000'000'000, 5, true});
        bench.sender->flush();
        MESON_TRY_VERIFY(!bench.sender->problem().empty());
        QVERIFY(bench.sender->problem().find(token) == std::string::npos);
        QVERIFY(!log.text().contains(QString::fromStdString(token)));
    }
};

QTEST_GUILESS_MAIN(ReceiptSenderTest)
#include "receipt_sender_test.moc"
