// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/attached_machines.h"

#include "engine/node/attached_machine.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <thread>

namespace meson::node {

/// The way back to the owner; after the cut nothing is called.
struct AttachedMachines::Link {
    const Owner owner;
    bool isCut = false; ///< the owner's thread's

    static void send(const std::shared_ptr<Link>& link, Task task) {
        link->owner.post([link, task = std::move(task)] {
            if (!link->isCut)
                task();
        });
    }
};

/// The list and the thread that all of it lives on. Thread: post() any; the rest the loop's.
class AttachedMachines::Keeper {
public:
    Keeper(std::filesystem::path file, std::shared_ptr<Link> link, const base::Clock& clock)
        : m_file(std::move(file))
        , m_link(std::move(link))
        , m_clock(clock)
        , m_work(m_loop.get_executor())
        , m_thread([this] { run(); }) {}

    ~Keeper() {
        post([this] {
            for (const auto& machine : m_machines)
                machine->close();
            for (const auto& machine : m_passing)
                machine->close();
            m_loop.stop();
        });
        m_thread.join();
    }

    void post(Task task) { boost::asio::post(m_loop, std::move(task)); }

    void attach(const terminal::PairLine& line, const std::string& ownName, const Done& done) {
        if (!m_maySave)
            return tell(done, m_problem);
        auto machine = make({line.node, line.host, line.port, line.host, {}});
        m_passing.push_back(machine);
        // The machine holds what it calls: not itself.
        machine->pair(
            line.code, ownName,
            [this, raw = machine.get(), done](base::Result<MachineRecord, std::string> paired) {
                const auto machine = raw->shared_from_this();
                std::erase(m_passing, machine);
                tell(done, paired ? keep(machine) : paired.error());
            });
    }

    void
    command(const base::NodeId& node, const char* path, const QJsonObject& body, const Done& done) {
        const auto machine = find(node);
        if (!machine)
            return tell(done, "That machine is not attached any more.");
        machine->tell(path, body, [this, done](const Machine::Answer& answer) {
            tell(done, answer ? std::string() : answer.error());
        });
    }

    void forget(const base::NodeId& node) {
        const auto machine = find(node);
        if (!machine)
            return;
        std::erase(m_machines, machine);
        m_passing.push_back(machine);
        machine->forgetUs([this, raw = machine.get()] {
            const auto gone = raw->shared_from_this();
            gone->close();
            std::erase(m_passing, gone);
        });
        save();
        publish();
    }

private:
    using MachinePtr = std::shared_ptr<Machine>;

    void run() {
        auto loaded = loadMachines(m_file);
        if (!loaded) {
            m_problem = base::explain(loaded.error());
            m_maySave = loaded.error().code != MachinesFileError::NotReadable;
            loaded.emplace();
        }
        m_saved = *loaded;
        for (const MachineRecord& record : m_saved)
            m_machines.push_back(make(record));
        publish();
        for (const MachinePtr& machine : m_machines)
            machine->watch();
        m_loop.run();
    }

    MachinePtr make(MachineRecord record) {
        return std::make_shared<Machine>(m_loop, std::move(record), m_clock, [this] { changed(); });
    }

    MachinePtr find(const base::NodeId& node) const {
        const auto found =
            std::find_if(m_machines.begin(), m_machines.end(), [&](const MachinePtr& machine) {
                return machine->record().node == node;
            });
        return found == m_machines.end() ? nullptr : *found;
    }

    /// In the place of an earlier one of that node; a sentence if it cannot be kept.
    std::string keep(const MachinePtr& machine) {
        if (const auto before = find(machine->record().node)) {
            before->close();
            std::replace(m_machines.begin(), m_machines.end(), before, machine);
        } else {
            m_machines.push_back(machine);
        }
        std::string problem = save();
        machine->watch();
        publish();
        return problem;
    }

    std::string save() {
        m_saved.clear();
        for (const MachinePtr& machine : m_machines)
            m_saved.push_back(machine->record());
        const auto saved = saveMachines(m_file, m_saved);
        m_problem = saved ? std::string() : base::explain(saved.error());
        return m_problem;
    }

    /// Names are kept too, so that the list has them before a machine answers.
    void changed() {
        const bool isNews = m_saved.size() != m_machines.size() ||
                            !std::equal(
                                m_saved.begin(), m_saved.end(), m_machines.begin(),
                                [](const MachineRecord& saved, const MachinePtr& machine) {
                                    return saved == machine->record();
                                });
        if (isNews && m_maySave)
            save();
        publish();
    }

    void publish() {
        auto list = std::make_shared<MachineList>();
        for (const MachinePtr& machine : m_machines)
            list->machines.push_back(machine->now());
        list->problem = m_problem;
        Link::send(m_link, [&link = *m_link, list] { link.owner.changed(list); });
    }

    void tell(const Done& done, const std::string& problem) {
        if (done)
            Link::send(m_link, [done, problem] { done(problem); });
    }

    const std::filesystem::path m_file;
    const std::shared_ptr<Link> m_link;
    const base::Clock& m_clock;
    boost::asio::io_context m_loop{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    std::vector<MachinePtr> m_machines;
    std::vector<MachinePtr> m_passing; ///< being paired, or told that they are forgotten
    std::vector<MachineRecord> m_saved;
    std::string m_problem;
    bool m_maySave = true;
    std::thread m_thread; ///< last: it uses the rest
};

AttachedMachines::AttachedMachines(
    std::filesystem::path file, Owner owner, const base::Clock& clock)
    : m_link(std::make_shared<Link>(Link{std::move(owner)}))
    , m_keeper(std::make_unique<Keeper>(std::move(file), m_link, clock)) {}

AttachedMachines::~AttachedMachines() {
    m_link->isCut = true;
}

void AttachedMachines::attach(
    const terminal::PairLine& line, const std::string& ownName, Done done) {
    m_keeper->post([keeper = m_keeper.get(), line, ownName, done = std::move(done)] {
        keeper->attach(line, ownName, done);
    });
}

void AttachedMachines::command(
    const base::NodeId& node, const char* path, const QJsonObject& body, Done done) {
    m_keeper->post([keeper = m_keeper.get(), node, path, body, done = std::move(done)] {
        keeper->command(node, path, body, done);
    });
}

void AttachedMachines::pause(
    const base::NodeId& node, std::optional<std::chrono::seconds> time, Done done) {
    QJsonObject body;
    if (time)
        body.insert(QStringLiteral("seconds"), qint64(time->count()));
    command(node, "/v1/pause", body, std::move(done));
}

void AttachedMachines::resume(const base::NodeId& node, Done done) {
    command(node, "/v1/resume", {}, std::move(done));
}

void AttachedMachines::setUploadLimit(
    const base::NodeId& node, base::BytesPerSecond limit, Done done) {
    command(
        node, "/v1/limits", {{QStringLiteral("uploadLimit"), qint64(limit.count())}},
        std::move(done));
}

void AttachedMachines::forget(const base::NodeId& node) {
    m_keeper->post([keeper = m_keeper.get(), node] { keeper->forget(node); });
}

} // namespace meson::node
