// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/miner_engine.h"

#include "engine/node/miner_control.h"

#include <QThread>
#include <future>

namespace meson::node {

MinerEngine::MinerEngine(
    EnginePaths paths, Owner owner, const base::Clock& clock, MakeTerminal makeTerminal)
    : m_link(std::make_shared<Link>(std::move(owner))) {
    std::promise<Control*> made;
    auto control = made.get_future();
    m_thread.reset(QThread::create([&made, paths = std::move(paths), link = m_link, &clock,
                                    makeTerminal = std::move(makeTerminal)] {
        Control here(paths, link, clock, makeTerminal);
        made.set_value(&here);
        here.run();
    }));
    m_thread->setObjectName(QStringLiteral("control"));
    m_thread->start();
    m_control = control.get();
}

MinerEngine::~MinerEngine() {
    m_link->cut();
    post([](Control& control) { control.quit(); });
    m_thread->wait();
}

void MinerEngine::post(std::function<void(Control&)> command) {
    m_control->post([control = m_control, command = std::move(command)] { command(*control); });
}

void MinerEngine::apply(MinerSettings settings, Done done) {
    post([settings = std::move(settings), done = std::move(done)](Control& control) {
        control.apply(settings, done);
    });
}

void MinerEngine::stop(Task done) {
    post([done = std::move(done)](Control& control) { control.stop(done); });
}

void MinerEngine::retryNow() {
    post([](Control& control) { control.retryNow(); });
}

void MinerEngine::pause(terminal::OwnerPause pause) {
    post([pause = std::move(pause)](Control& control) {
        if (control.terminal())
            control.terminal()->pause(pause);
    });
}

void MinerEngine::resume() {
    post([](Control& control) {
        if (control.terminal())
            control.terminal()->resume();
    });
}

void MinerEngine::recheckReachability() {
    post([](Control& control) {
        if (control.terminal())
            control.terminal()->recheckReachability();
    });
}

void MinerEngine::listObjects(
    store::ObjectQuery query, std::function<void(store::ObjectPage)> done) {
    post([query = std::move(query), done = std::move(done)](Control& control) {
        if (control.terminal())
            control.terminal()->listObjects(query, [&control, done](store::ObjectPage page) {
                control.tell([done, page = std::move(page)] { done(page); });
            });
    });
}

void MinerEngine::verifyObject(const base::ContentId& id, std::function<void(bool)> done) {
    post([id, done = std::move(done)](Control& control) {
        if (control.terminal())
            control.terminal()->verifyObject(id, [&control, done](bool isSound) {
                control.tell([done, isSound] { done(isSound); });
            });
    });
}

void MinerEngine::deleteObject(const base::ContentId& id, Done done) {
    post([id, done = std::move(done)](Control& control) {
        if (!control.terminal())
            return;
        const auto deleted = control.terminal()->deleteObject(id);
        const std::string problem = deleted ? std::string() : base::explain(deleted.error());
        control.tell([done, problem] { done(problem); });
    });
}

void MinerEngine::earnings(std::function<void(EarningsReport)> done) {
    post([done = std::move(done)](Control& control) {
        if (!control.terminal())
            return;
        EarningsReport report{control.terminal()->earnings(), {}};
        report.check = terminal::checkEarnings(report.earnings.records);
        control.answerOf(done)(std::move(report));
    });
}

void MinerEngine::history(
    std::vector<Figure> figures, metrics::HistorySpan span,
    std::function<void(std::vector<metrics::HistorySeries>)> done) {
    post([figures = std::move(figures), span, done = std::move(done)](Control& control) {
        if (control.records())
            control.records()->history(figures, span, control.answerOf(done));
    });
}

void MinerEngine::events(
    metrics::JournalFilter filter, std::function<void(std::vector<metrics::JournalEntry>)> done) {
    post([filter = std::move(filter), done = std::move(done)](Control& control) {
        if (control.records())
            control.records()->journal().query(filter, control.answerOf(done));
    });
}

void MinerEngine::dismissEvent(std::int64_t id) {
    post([id](Control& control) {
        if (control.records())
            control.records()->journal().dismiss(id);
    });
}

void MinerEngine::leave(
    terminal::CacheOnLeave cache, std::function<void(const terminal::LeaveResult&)> done) {
    post([cache, done = std::move(done)](Control& control) {
        if (!control.terminal())
            return control.tell([done] { done({}); });
        control.terminal()->leave(cache, [&control, done](const terminal::LeaveResult& result) {
            control.tell([done, result] { done(result); });
        });
    });
}

} // namespace meson::node
