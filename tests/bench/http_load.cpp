// SPDX-License-Identifier: GPL-3.0-or-later
// A load generator for tests/bench: many keep-alive connections on one thread, bodies thrown away
// in the kernel (MSG_TRUNC), so that the server and not the generator is what saturates. Linux
// only. Prints one JSON object.
#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Plan {
    sockaddr_in server{};
    std::vector<std::string> requests; // asked for in turn
    int connections = 64;
    double seconds = 2;
    bool tls = false;
};

struct Tally {
    long requests = 0;
    long errors = 0;
    unsigned long long bytes = 0;
    std::vector<float> microseconds;
};

[[noreturn]] void die(const std::string& what) {
    std::fprintf(stderr, "http_load: %s: %s\n", what.c_str(), std::strerror(errno));
    std::exit(1);
}

/// One keep-alive connection: sends a request, reads the head, drops the body, and again.
class Connection {
public:
    Connection(const Plan& plan, Tally& tally, SSL_CTX* tls, std::size_t start)
        : m_plan(plan)
        , m_tally(tally)
        , m_next(start) {
        m_socket = socket(AF_INET, SOCK_STREAM, 0);
        const auto* address = reinterpret_cast<const sockaddr*>(&plan.server);
        if (m_socket < 0 || connect(m_socket, address, sizeof plan.server) != 0)
            die("cannot connect");
        const int on = 1;
        setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (tls != nullptr) {
            m_tls.reset(SSL_new(tls));
            SSL_set_fd(m_tls.get(), m_socket);
            if (SSL_connect(m_tls.get()) != 1)
                die("TLS handshake failed");
        }
    }
    ~Connection() { close(m_socket); }

    int socketNumber() const { return m_socket; }

    void send() {
        const std::string& request = m_plan.requests[m_next++ % m_plan.requests.size()];
        m_started = Clock::now();
        m_head.clear();
        m_inBody = false;
        const auto size = static_cast<int>(request.size());
        const long sent = m_tls ? SSL_write(m_tls.get(), request.data(), size)
                                : ::send(m_socket, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent != size)
            die("cannot send");
    }

    void onReadable() {
        do {
            if (m_inBody)
                readBody();
            else
                readHead();
        } while (m_tls && SSL_pending(m_tls.get()) > 0);
    }

private:
    struct FreeTls {
        void operator()(SSL* tls) const { SSL_free(tls); }
    };

    long read(char* buffer, std::size_t size, int flags) {
        const long count = m_tls ? SSL_read(m_tls.get(), buffer, static_cast<int>(size))
                                 : recv(m_socket, buffer, size, flags);
        if (count <= 0)
            die("the server closed a connection");
        return count;
    }

    void readHead() {
        char buffer[4096];
        const long count = read(buffer, sizeof buffer, 0);
        m_head.append(buffer, static_cast<std::size_t>(count));
        const std::size_t end = m_head.find("\r\n\r\n");
        if (end == std::string::npos)
            return;
        const std::size_t field = m_head.find("Content-Length: ");
        if (field == std::string::npos || field > end)
            die("an answer without Content-Length");
        m_left = std::strtoull(m_head.c_str() + field + 16, nullptr, 10);
        const bool isGood = m_head.compare(9, 3, "200") == 0 || m_head.compare(9, 3, "206") == 0;
        if (!isGood && m_tally.errors++ == 0)
            std::fprintf(
                stderr, "http_load: the first error:\n%.*s", static_cast<int>(end + 2),
                m_head.c_str());
        m_tally.bytes += m_left;
        m_left -= m_head.size() - end - 4;
        m_inBody = true;
        finishIfComplete();
    }

    void readBody() {
        static std::vector<char> sink(1 << 20);
        const std::size_t wanted = std::min<std::size_t>(m_left, m_tls ? sink.size() : 1U << 30);
        m_left -= static_cast<std::size_t>(read(sink.data(), wanted, MSG_TRUNC));
        finishIfComplete();
    }

    void finishIfComplete() {
        if (m_left != 0)
            return;
        const std::chrono::duration<float, std::micro> taken = Clock::now() - m_started;
        m_tally.microseconds.push_back(taken.count());
        ++m_tally.requests;
        send();
    }

    const Plan& m_plan;
    Tally& m_tally;
    std::unique_ptr<SSL, FreeTls> m_tls;
    std::size_t m_next;
    int m_socket = -1;
    std::string m_head;
    std::size_t m_left = 0;
    bool m_inBody = false;
    Clock::time_point m_started;
};

Plan parse(int count, char** words) {
    if (count < 6) {
        std::fprintf(
            stderr, "usage: http_load <IPv4 address> <port> <connections> <seconds> <plain|tls> "
                    "<path[#range]>…\n");
        std::exit(2);
    }
    Plan plan;
    plan.server.sin_family = AF_INET;
    plan.server.sin_port = htons(static_cast<std::uint16_t>(std::atoi(words[2])));
    if (inet_pton(AF_INET, words[1], &plan.server.sin_addr) != 1)
        die("not an IPv4 address");
    plan.connections = std::atoi(words[3]);
    plan.seconds = std::atof(words[4]);
    plan.tls = std::strcmp(words[5], "tls") == 0;
    for (int i = 6; i < count; ++i) {
        const std::string_view word = words[i];
        const std::size_t hash = word.find('#');
        std::string request =
            "GET " + std::string(word.substr(0, hash)) + " HTTP/1.1\r\nHost: bench\r\n";
        if (hash != std::string_view::npos)
            request += "Range: bytes=" + std::string(word.substr(hash + 1)) + "\r\n";
        plan.requests.push_back(request + "\r\n");
    }
    return plan;
}

} // namespace

int main(int count, char** words) {
    const Plan plan = parse(count, words);
    const rlimit files{65'536, 65'536};
    setrlimit(RLIMIT_NOFILE, &files);
    SSL_CTX* tls = plan.tls ? SSL_CTX_new(TLS_client_method()) : nullptr;
    Tally tally;
    std::vector<std::unique_ptr<Connection>> connections;
    const int poll = epoll_create1(0);
    for (int i = 0; i < plan.connections; ++i) {
        connections.push_back(
            std::make_unique<Connection>(plan, tally, tls, static_cast<std::size_t>(i)));
        epoll_event event{EPOLLIN, {.ptr = connections.back().get()}};
        epoll_ctl(poll, EPOLL_CTL_ADD, connections.back()->socketNumber(), &event);
    }
    for (const auto& connection : connections)
        connection->send();
    const auto start = Clock::now();
    const auto elapsed = [start] {
        return std::chrono::duration<double>(Clock::now() - start).count();
    };
    while (elapsed() < plan.seconds) {
        epoll_event events[512];
        const int ready = epoll_wait(poll, events, 512, 100);
        for (int i = 0; i < ready; ++i)
            static_cast<Connection*>(events[i].data.ptr)->onReadable();
    }
    const double seconds = elapsed();
    std::sort(tally.microseconds.begin(), tally.microseconds.end());
    const auto percentile = [&tally](double share) {
        const auto& all = tally.microseconds;
        return all.empty() ? 0.0F : all[static_cast<std::size_t>(share * double(all.size() - 1))];
    };
    std::printf(
        "{\"requests\":%ld,\"errors\":%ld,\"bytes\":%llu,\"seconds\":%.3f,\"p50\":%.1f,\"p99\":%."
        "1f}\n",
        tally.requests, tally.errors, tally.bytes, seconds, percentile(0.5), percentile(0.99));
    std::fflush(stdout);
    std::_Exit(0);
}
