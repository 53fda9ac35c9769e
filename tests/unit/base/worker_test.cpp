// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/post_queue.h"
#include "engine/base/worker.h"

#include <QTest>

using namespace meson::base;

class WorkerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneThreadRunsTasksInOrder() {
        std::vector<int> seen;
        {
            Worker worker;
            for (int i = 0; i < 100; ++i)
                worker.post([&seen, i] { seen.push_back(i); });
        }
        QCOMPARE(seen.size(), 100U);
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    }

    void runReturnsAfterTheTask() {
        Worker worker(2);
        bool ran = false;
        worker.run([&ran] { ran = true; });
        QVERIFY(ran);
    }

    void idleMeansThatAllTasksHaveRun() {
        Worker worker(2);
        std::atomic<int> count{0};
        for (int i = 0; i < 1000; ++i)
            worker.post([&count] { ++count; });
        worker.waitUntilIdle();
        QCOMPARE(count.load(), 1000);
    }

    void aQueueWakesItsOwnerOncePerBatch() {
        int wakes = 0;
        PostQueue queue([&wakes] { ++wakes; });
        std::vector<int> seen;
        for (int i = 0; i < 3; ++i)
            queue.post([&seen, i] { seen.push_back(i); });
        QCOMPARE(wakes, 1);
        queue.drain();
        QCOMPARE(seen, (std::vector<int>{0, 1, 2}));
        queue.post([] {});
        QCOMPARE(wakes, 2);
    }

    void aTaskMayPostAnother() {
        PostQueue queue([] {});
        bool ran = false;
        queue.post([&] { queue.post([&ran] { ran = true; }); });
        queue.drain();
        QVERIFY(!ran);
        queue.drain();
        QVERIFY(ran);
    }

    void aClosedQueueDropsTasks() {
        PostQueue queue([] {});
        bool ran = false;
        queue.post([&ran] { ran = true; });
        queue.close();
        queue.post([&ran] { ran = true; });
        queue.drain();
        QVERIFY(!ran);
    }
};

QTEST_GUILESS_MAIN(WorkerTest)
#include "worker_test.moc"
