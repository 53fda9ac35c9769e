// SPDX-License-Identifier: GPL-3.0-or-later
// What the whole Router pays for what Terminals and clients say over real connections: HTTP,
// signatures, loop, database. Time is the processor time of the Router's own threads, so items a
// second are items a second of one core.
#include "engine/base/encoding.h"
#include "tests/support/router_bench.h"

#include <QCoreApplication>

#include <benchmark/benchmark.h>
#include <deque>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

using namespace meson;

namespace {

using Tasks = std::set<std::string>;

/// The threads of this process.
Tasks tasks() {
    Tasks found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task"))
        found.insert(entry.path().filename().string());
    return found;
}

/// Of those threads, in seconds, by the scheduler's own count of nanoseconds.
double processorTime(const Tasks& threads) {
    double nanoseconds = 0;
    for (const std::string& thread : threads) {
        std::ifstream file("/proc/self/task/" + thread + "/schedstat");
        double ran = 0;
        file >> ran;
        nanoseconds += ran;
    }
    return nanoseconds / 1e9;
}

/// A Router with an object at some of its Terminals.
class Served {
public:
    static constexpr std::size_t kTerminals = 8;

    static Served& the() {
        static Served served;
        return served;
    }

    bool good = false;
    test::RouterBench bench;
    std::vector<std::unique_ptr<test::HandTerminal>> terminals;
    Tasks threads; ///< the Router's

    test::RawClient::Endpoint endpoint() const {
        const std::string url = bench.router->publicUrl();
        const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
        return {boost::asio::ip::make_address("127.0.0.1"), port};
    }
    /// A signed request of a Terminal, as it goes over the wire.
    std::string signedRequest(
        const test::HandTerminal& terminal, const std::string& verb,
        const std::string& body) const {
        const std::string path = terminal.path(verb);
        std::string text = "POST " + path + " HTTP/1.1\r\nHost: router\r\nContent-Type: " +
                           "application/json\r\nContent-Length: " + std::to_string(body.size()) +
                           "\r\n";
        for (const auto& [name, value] :
             protocol::signRequest(terminal.identity, "POST", path, body, bench.clock.wall()))
            text += name + ": " + value + "\r\n";
        return text + "\r\n" + body;
    }
    /// The processor time that the Router took while `work` ran.
    template <class Work>
    double timeOf(Work work) const {
        const double before = processorTime(threads);
        work();
        return processorTime(threads) - before;
    }

private:
    Served() {
        bench.options.requestsPerAddress = 0;
        bench.options.smallObject = base::Bytes(1'024);
        const Tasks before = tasks();
        if (!bench.start())
            return;
        for (const std::string& task : tasks())
            if (!before.contains(task))
                threads.insert(task);
        for (std::size_t i = 0; i < kTerminals; ++i) {
            terminals.push_back(std::make_unique<test::HandTerminal>(bench.router->publicUrl()));
            if (terminals.back()->registerHere().head.status != 200 || !terminals.back()->beat())
                return;
        }
        bench.askAsClient("/film.mp4");
        for (int round = 0; round < 100 && !good; ++round) {
            for (const auto& terminal : terminals)
                good = terminal->obey() || good;
        }
    }
};

std::string heartbeat(std::int64_t sequence) {
    protocol::Heartbeat message;
    message.sequence = sequence;
    message.available = base::gibibytes(60);
    return protocol::encode(message).toStdString();
}

/// A beat that is answered at once, of Terminals with a connection each that stays.
void heartbeatsOverHttp(benchmark::State& state) {
    constexpr int kBeats = 500; // of each Terminal
    Served& served = Served::the();
    std::deque<test::RawClient> clients;
    for (std::size_t i = 0; i < Served::kTerminals; ++i)
        clients.emplace_back(served.endpoint());
    std::int64_t sequence = 1'000'000;
    std::atomic<int> refused{0};
    for (auto _ : state) {
        std::vector<std::vector<std::string>> requests(clients.size());
        for (int i = 0; i < kBeats; ++i) {
            ++sequence;
            for (std::size_t t = 0; t < clients.size(); ++t)
                requests[t].push_back(
                    served.signedRequest(*served.terminals[t], "heartbeat", heartbeat(sequence)));
        }
        state.SetIterationTime(served.timeOf([&] {
            std::vector<std::thread> senders;
            for (std::size_t t = 0; t < clients.size(); ++t)
                senders.emplace_back([&, t] {
                    for (const std::string& request : requests[t])
                        refused += clients[t].request(request).status == 200 ? 0 : 1;
                });
            for (std::thread& sender : senders)
                sender.join();
        }));
    }
    if (!served.good || refused > 0)
        return state.SkipWithError("a heartbeat was refused");
    state.SetItemsProcessed(state.iterations() * kBeats * std::int64_t(clients.size()));
}

/// A client's request, the choice, the token and the redirect.
void redirectsOverHttp(benchmark::State& state) {
    constexpr int kRequests = 2'000;
    Served& served = Served::the();
    test::RawClient client(served.endpoint());
    int wrong = 0;
    std::int64_t first = 0;
    for (auto _ : state) {
        state.SetIterationTime(served.timeOf([&] {
            for (int i = 0; i < kRequests; ++i) {
                const std::string range = "Range: bytes=" + std::to_string(++first) + "-\r\n";
                const auto answer = client.request(
                    "GET /film.mp4 HTTP/1.1\r\nHost: video.example\r\n" + range + "\r\n");
                wrong += answer.status == 302 ? 0 : 1;
            }
        }));
    }
    if (!served.good || wrong > 0)
        return state.SkipWithError("a client was not redirected");
    state.SetItemsProcessed(state.iterations() * kRequests);
}

/// Batches of a thousand receipts for tokens of redirects, until they are on disk and acknowledged.
void receiptsOverHttp(benchmark::State& state) {
    constexpr int kReceipts = 1'000;
    Served& served = Served::the();
    test::RawClient client(served.endpoint());
    std::int64_t first = 100'000;
    std::int64_t batch = 0;
    std::int64_t accepted = 0;
    for (auto _ : state) {
        std::map<std::string, protocol::Receipts> batches; // by port
        for (int i = 0; i < kReceipts; ++i) {
            const std::string range = "Range: bytes=" + std::to_string(++first) + "-\r\n";
            const auto answer = client.request(
                "GET /film.mp4 HTTP/1.1\r\nHost: video.example\r\n" + range + "\r\n");
            const std::string where = answer.field("location"); // http://address:port/token/name
            const std::size_t path = where.find('/', 7);
            const std::size_t colon = where.find(':', 7);
            if (path == std::string::npos || colon == std::string::npos)
                continue;
            protocol::Receipt receipt;
            receipt.token = where.substr(path + 1, where.find('/', path + 1) - path - 1);
            receipt.bytes = base::Bytes(100'000);
            receipt.complete = true;
            batches[where.substr(colon + 1, path - colon - 1)].receipts.push_back(receipt);
        }
        std::vector<std::string> requests;
        for (const auto& terminal : served.terminals) {
            const auto found = batches.find(std::to_string(terminal->port()));
            if (found == batches.end())
                continue;
            found->second.batch = ++batch;
            requests.push_back(served.signedRequest(
                *terminal, "receipts", protocol::encode(found->second).toStdString()));
        }
        state.SetIterationTime(served.timeOf([&] {
            for (const std::string& request : requests) {
                const auto answer = client.request(request);
                const auto said = protocol::decode<protocol::ReceiptsAnswer>(
                    QByteArray::fromStdString(answer.body));
                accepted += said ? said->accepted : 0;
            }
        }));
    }
    if (accepted != state.iterations() * kReceipts)
        return state.SkipWithError("receipts were refused");
    state.SetItemsProcessed(accepted);
}

} // namespace

BENCHMARK(heartbeatsOverHttp)->Iterations(5)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(redirectsOverHttp)->Iterations(5)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(receiptsOverHttp)->Iterations(5)->UseManualTime()->Unit(benchmark::kMillisecond);

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv); // the database's driver needs one
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
