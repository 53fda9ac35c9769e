// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include "engine/node/attached_machines.h"
#include "engine/platform/system_clock.h"
#include "engine/terminal/control_queue.h"
#include "tests/support/patience.h"
#include "tests/support/terminal_bench.h"

namespace meson::test {

/// A headless Terminal that lets in paired apps on a port of its own.
class HeadlessBench : public TerminalBench {
public:
    HeadlessBench() { options.remoteControl = {{boost::asio::ip::make_address("127.0.0.1"), 0}}; }

    /// As `meson-network pair` asks for it.
    std::string pairText() {
        return QJsonDocument::fromJson(
                   control(QStringLiteral("/v1/pairing"), "POST", "{}")->readAll())
            .object()
            .value(QStringLiteral("line"))
            .toString()
            .toStdString();
    }
    terminal::PairLine pairLine() {
        const auto line = terminal::PairLine::parse(pairText());
        if (!line)
            qFatal("no line to pair with");
        return *line;
    }
    /// The next start is at the same address.
    void keepPort() { options.remoteControl.front().port(pairLine().port); }
};

/// An app that watches such Terminals; its thread's answers come on the test's.
class MachinesBench {
    QTemporaryDir m_folder; // first: it goes last

public:
    MachinesBench() { start(); }
    ~MachinesBench() {
        machines.reset();
        m_queue.close();
    }

    std::filesystem::path file() const {
        return m_folder.filePath(QStringLiteral("machines.json")).toStdString();
    }
    void start() {
        node::AttachedMachines::Owner owner;
        owner.post = [this](auto task) { m_queue.post(std::move(task)); };
        owner.changed = [this](auto newer) { list = std::move(newer); };
        machines = std::make_unique<node::AttachedMachines>(file(), std::move(owner), clock);
    }
    void stop() {
        machines.reset();
        list.reset();
    }
    /// What attaching by that line ends with; waits for it.
    std::string attach(const terminal::PairLine& line, const std::string& name = "laptop") {
        return answerOf([&](auto done) { machines->attach(line, name, std::move(done)); });
    }
    /// What a command ends with; waits for it.
    std::string answerOf(const std::function<void(node::AttachedMachines::Done)>& command) {
        const auto answer = std::make_shared<std::optional<std::string>>();
        command([answer](const std::string& problem) { *answer = problem; });
        if (!QTest::qWaitFor([&] { return answer->has_value(); }, kPatience))
            qFatal("no answer");
        return **answer;
    }
    /// The only machine.
    const node::AttachedMachine* one() const {
        return list && list->machines.size() == 1 ? &list->machines.front() : nullptr;
    }
    bool isIn(node::MachineState state) const { return one() && one()->state == state; }

    platform::SystemClock clock;
    node::MachineListPtr list;
    std::unique_ptr<node::AttachedMachines> machines;

private:
    terminal::ControlQueue m_queue;
};

} // namespace meson::test
