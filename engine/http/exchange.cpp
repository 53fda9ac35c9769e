// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/exchange.h"

#include <cstdio>
#include <utility>

namespace meson::http {
namespace {

/// Writes into a connection for as long as its exchange is under way. Dropped unfinished, it
/// aborts.
class StreamWriter final : public BodyWriter {
public:
    /// Where written bytes go: to the client, or nowhere since the request was HEAD.
    enum class Target { Client, Nowhere };

    StreamWriter(std::shared_ptr<Connection> connection, BodyFraming framing, Target target)
        : m_connection(std::move(connection))
        , m_serial(m_connection->serial())
        , m_framing(framing)
        , m_left(framing.length)
        , m_target(target) {}

    ~StreamWriter() override {
        if (m_finished)
            return;
        Loop& loop = m_connection->loop();
        loop.post([connection = std::move(m_connection), serial = m_serial] {
            if (connection->serial() == serial)
                connection->cut();
        });
    }

    bool write(std::string bytes) override {
        if (!isOpen() || bytes.empty() || m_target == Target::Nowhere)
            return true;
        if (m_framing.kind == BodyFraming::Kind::Length) {
            if (bytes.size() > m_left)
                return abort(), true; // more than was promised: the client could not tell where the
                                      // body ends
            m_left -= bytes.size();
        }
        m_connection->queue(framed(std::move(bytes)));
        m_connection->resume(); // may send all of it at once: what is left counts
        return m_connection->hasRoom();
    }

    void onDrained(std::function<void()> drained) override {
        if (isOpen())
            m_connection->setOnDrained(std::move(drained));
    }

    void finish() override {
        if (!isOpen())
            return;
        if (m_framing.kind == BodyFraming::Kind::Length && m_left > 0 && m_target == Target::Client)
            return abort();
        m_finished = true;
        if (m_framing.kind == BodyFraming::Kind::Chunked && m_target == Target::Client)
            m_connection->queue(framingPiece("0\r\n\r\n"));
        m_connection->endStream();
        m_connection->resume();
    }

    void abort() override {
        if (!isOpen())
            return;
        m_finished = true;
        m_connection->cut();
    }

private:
    bool isOpen() const { return !m_finished && m_connection->serial() == m_serial; }

    Piece framed(std::string bytes) const {
        if (m_framing.kind != BodyFraming::Kind::Chunked)
            return bodyPiece(std::move(bytes));
        char size[24];
        const int length = std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
        Piece piece =
            bodyPiece(std::string(size, static_cast<std::size_t>(length)) + bytes + "\r\n");
        piece.leading = static_cast<std::size_t>(length);
        piece.trailing = 2;
        return piece;
    }

    std::shared_ptr<Connection> m_connection;
    const std::uint64_t m_serial;
    const BodyFraming m_framing;
    std::uint64_t m_left;
    const Target m_target;
    bool m_finished = false;
};

BodyFraming framingOf(int status, int minorVersion, std::optional<std::uint64_t> length) {
    if (isBodiless(status))
        return {};
    if (length)
        return {BodyFraming::Kind::Length, *length};
    return {minorVersion == 0 ? BodyFraming::Kind::UntilClose : BodyFraming::Kind::Chunked, 0};
}

} // namespace

ServerExchange::ServerExchange(std::shared_ptr<Connection> connection)
    : m_connection(std::move(connection))
    , m_serial(m_connection->serial()) {}

ServerExchange::~ServerExchange() {
    if (m_answered)
        return;
    m_connection->loop().post(
        [connection = m_connection, serial = m_serial] { connection->dropped(serial); });
}

asio::any_io_executor ServerExchange::executor() const {
    return m_connection->loop().context().get_executor();
}

/// True once: for the first answer, while the connection still waits for it.
bool ServerExchange::claim() {
    return !std::exchange(m_answered, true) && m_connection->serial() == m_serial;
}

void ServerExchange::readBody(base::Bytes limit, std::function<void(std::string)> done) {
    if (!m_answered && m_connection->serial() == m_serial)
        m_connection->readBody(limit, std::move(done));
}

void ServerExchange::inform(int status, Fields fields) {
    if (!m_answered && m_connection->serial() == m_serial && status / 100 == 1 && status != 101)
        m_connection->inform(status, fields);
}

void ServerExchange::respond(int status, Fields fields, std::string body) {
    if (claim())
        m_connection->answer(
            shared_from_this(), makeAnswer(status, std::move(fields), std::move(body)));
}

void ServerExchange::respond(Representation representation) {
    if (claim())
        m_connection->answer(shared_from_this(), representation);
}

std::shared_ptr<BodyWriter>
ServerExchange::stream(int status, Fields fields, std::optional<std::uint64_t> length) {
    const bool bodiless = isBodiless(status) || request().method == Method::Head;
    Answer answer;
    answer.status = status;
    answer.fields = std::move(fields);
    answer.framing = framingOf(status, request().minorVersion, length);
    auto writer = std::make_shared<StreamWriter>(
        m_connection, answer.framing,
        bodiless ? StreamWriter::Target::Nowhere : StreamWriter::Target::Client);
    if (claim()) {
        m_connection->beginStream();
        m_connection->answer(shared_from_this(), std::move(answer));
    }
    return writer;
}

void ServerExchange::onClosed(std::function<void()> closed) {
    if (m_connection->serial() == m_serial)
        m_connection->setOnClosed(std::move(closed));
}

} // namespace meson::http
