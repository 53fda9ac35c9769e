// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include "engine/http/http_date.h"
#include "tests/support/delivery_router.h"
#include "tests/support/loopback_origin.h"
#include "tests/support/raw_client.h"

#include <map>

namespace meson::test {

/// The Router as an HTTP cache, from outside: requests against a real server with a real origin
/// behind it, which answers as the test says. Thread: the test's.
class HttpCacheFixture : public QObject {
protected:
    void start() {
        m_router = std::make_unique<DeliveryRouter>(m_folder, m_clock);
        m_origin = std::make_unique<LoopbackOrigin>(
            LoopbackOrigin::answering([this](const std::string& head) { return answerTo(head); }));
        m_router->bind(m_origin->url(""));
    }
    void stop() {
        m_router.reset();
        m_origin.reset();
    }

    std::string newTarget() { return "/t" + std::to_string(++m_lastTarget); }

    // "@-30" in fields is the date of half a minute ago.
    std::string withDates(std::string text) const {
        for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
            const auto end = text.find_first_not_of("+-0123456789", at + 1);
            const auto offset = std::chrono::seconds(std::stoll(text.substr(at + 1, end - at - 1)));
            const std::string date = http::formatHttpDate(m_clock.wall() + offset);
            text.replace(at, end == std::string::npos ? end : end - at, date);
        }
        return text;
    }
    std::string
    answer(const std::string& status, const std::string& fields, const std::string& body) const {
        std::string head = "HTTP/1.1 " + status + "\r\n" + withDates(fields);
        if (fields.find("Date:") == std::string::npos)
            head += withDates("Date: @0\r\n");
        const bool hasBody = status.substr(0, 3) != "204" && status.substr(0, 3) != "304";
        if (hasBody)
            head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        return head + "\r\n" + (hasBody ? body : "");
    }
    void say(const std::string& target, std::vector<std::string> answers) {
        const std::lock_guard lock(m_mutex);
        m_targets[target] = {std::move(answers), {}};
    }
    std::vector<std::string> requests(const std::string& target) {
        const std::lock_guard lock(m_mutex);
        return m_targets[target].requests;
    }
    RawAnswer
    ask(const std::string& target, const std::string& fields = {},
        const std::string& method = "GET") {
        RawClient client(m_router->endpoint());
        return client.request(
            method + " " + target + " HTTP/1.1\r\nHost: site.test\r\n" + withDates(fields) + "\r\n",
            method == "HEAD" ? RawClient::Body::None : RawClient::Body::Expected);
    }
    static bool isConditional(const std::string& head) {
        return head.find("If-None-Match:") != std::string::npos ||
               head.find("If-Modified-Since:") != std::string::npos;
    }
    void wait(int seconds) { m_clock.advance(std::chrono::seconds(seconds)); }

    std::string originUrl() const { return m_origin->url(""); }

    base::ManualClock m_clock;

private:
    /// What an origin says to the requests for one target, and what it was asked.
    struct Target {
        std::vector<std::string> answers; ///< the last one again and again
        std::vector<std::string> requests;
    };

    std::string answerTo(const std::string& head) {
        const std::lock_guard lock(m_mutex);
        const auto begin = head.find(' ') + 1;
        Target& target = m_targets[head.substr(begin, head.find(' ', begin) - begin)];
        target.requests.push_back(head);
        const std::size_t index = std::min(target.requests.size(), target.answers.size());
        std::string said = index ? target.answers[index - 1] : answer("404 No", "", "");
        if (head.substr(0, 5) == "HEAD ")
            said.erase(said.find("\r\n\r\n") + 4);
        return said;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<DeliveryRouter> m_router;
    std::mutex m_mutex;
    std::map<std::string, Target> m_targets;
    std::unique_ptr<LoopbackOrigin> m_origin;
    int m_lastTarget = 0;
};

} // namespace meson::test
