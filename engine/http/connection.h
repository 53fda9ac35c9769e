// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/address_book.h"
#include "engine/http/answer.h"
#include "engine/http/body_decoder.h"
#include "engine/http/loop.h"
#include "engine/http/request_parser.h"
#include "engine/http/server.h"
#include "engine/http/wire.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meson::http {

class ServerExchange;

/// One client's connection: a table of phases that step() walks through, never blocking.
///
///     Reading → Handling → (ReadingBody → Handling) → Answering → Reading … → Lingering → Closed
///
/// It keeps a receive buffer only while a request is under way. Thread: its loop's.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Slot = std::list<std::shared_ptr<Connection>>::iterator;

    Connection(
        std::shared_ptr<Loop> loop, Wire wire, const asio::ip::tcp::endpoint& peer,
        std::shared_ptr<AddressUse> use);
    ~Connection();

    void start();
    /// Answers with `status` without reading a request, then closes.
    void startRefusing(int status);
    /// Ends it at once; an answer under way is incomplete.
    void cut();
    /// Looks at the clock.
    void tick(base::SteadyTime now);
    /// Goes on after a wait.
    void resume();
    /// Goes on after a wait for the upload limit.
    void takeTurn();
    /// Whether it only waits for a request that has not begun.
    bool isIdle() const { return m_phase == Phase::Reading && m_fill == m_begin && m_rest.empty(); }
    /// Whether it counts for its address; if not, all it may do is startRefusing().
    bool isAdmitted() const { return m_use != nullptr; }
    bool isReading() const { return m_phase == Phase::Reading; }
    base::SteadyTime lastActive() const { return m_lastActive; }

    // --- for the exchange; calls of one that is over do nothing
    // ------------------------------------------------------
    const RequestHead& request() const { return m_parser.head(); }
    const asio::ip::tcp::endpoint& peer() const { return m_peer; }
    asio::ip::tcp::endpoint local() const;
    bool isTls() const { return m_wire.isTls(); }
    Loop& loop() const { return *m_loop; }
    void readBody(base::Bytes limit, std::function<void(std::string)> done);
    void inform(int status, const Fields& fields);
    void answer(std::shared_ptr<ServerExchange> exchange, Answer answer);
    void answer(std::shared_ptr<ServerExchange> exchange, const Representation& representation);
    void dropped(std::uint64_t serial);
    void setOnClosed(std::function<void()> closed);

    // --- for the body writer
    // -----------------------------------------------------------------------------------------
    /// The number of the exchange under way; a writer of an earlier one has nothing to say any
    /// more.
    std::uint64_t serial() const { return m_serial; }
    void beginStream() { m_streaming = true; }
    /// Queues a piece; returns how many bytes wait to be sent.
    std::uint64_t queue(Piece piece);
    /// Whether more should be queued now; if not, the writer will be called when it should.
    bool hasRoom();
    void setOnDrained(std::function<void()> drained) { m_onDrained = std::move(drained); }
    void endStream();

    Slot slot; ///< its place in the loop's list

private:
    enum class Phase { Reading, Handling, ReadingBody, Answering, Lingering, Closed };
    /// What a step leaves: more to do at once, or a wait for something that will call resume().
    enum class Next { Step, Wait };
    enum class Ready { Yes, Later, No };

    void run();
    Next step();

    // Input: connection.cpp
    Next readRequest();
    Next dispatch();
    void makeRoomForBody();
    std::optional<Answer> objection();
    Next refuse(int status);
    Next readBodySome();
    Next bodyFailed(int status);
    Next discardSome();
    Wire::Result receive();
    void makeRoom();
    void releaseBuffer();
    void park();
    void keepRest();
    std::string_view unparsed() const { return {m_buffer.get() + m_begin, m_fill - m_begin}; }
    void waitReadable();
    void onReadable();
    void watchForClose();
    void notifyClosed();

    // Output: connection_output.cpp
    void begin(Answer answer);
    Next answerSome();
    Next sendPieces();
    Wire::Result send(std::size_t granted);
    Wire::Result
    sendContent(base::ByteSpan head, const Piece& piece, std::uint64_t from, std::size_t length);
    Ready prepare();
    bool isStillReady(std::size_t index, std::uint64_t at) const;
    void onPrepared(std::uint64_t serial, std::uint64_t end, Fitness fitness);
    void advance(std::uint64_t bytes);
    std::size_t sendable() const;
    std::size_t readyIn(std::size_t index, std::uint64_t sent) const;
    std::size_t throttled(std::size_t wanted);
    void waitForTurn();
    void charge(std::size_t bytes);
    void sendInterim(std::string head);
    void dropPieces();
    void notifyDrained();
    base::ByteSpan mappingOf(const Content& content) const;
    Next unfit();
    Next blocked();
    Next streamWaits();
    Next finishAnswer();
    enum class Ending { Complete, Cut };
    void finishExchange(Ending ending);
    std::shared_ptr<ServerExchange> openExchange();
    void waitWritable();
    void setDeadline(std::chrono::milliseconds after);
    void onStallWindowOver();

    const std::shared_ptr<Loop> m_loop;
    Wire m_wire;
    const asio::ip::tcp::endpoint m_peer;
    const std::shared_ptr<AddressUse> m_use;
    Phase m_phase = Phase::Reading;
    bool m_running = false;
    bool m_waitingReadable = false;
    bool m_waitingWritable = false;
    bool m_waitingForTurn = false;
    base::SteadyTime m_waitingSince; ///< for its turn
    std::optional<base::SteadyTime> m_deadline;
    base::SteadyTime m_lastActive;
    std::uint64_t m_stallMark = 0; ///< what the wire had moved at the begin of the stall window

    // Request
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_begin = 0;  ///< first byte of the request
    std::size_t m_parsed = 0; ///< first byte behind what was used of it
    std::size_t m_fill = 0;   ///< first free byte
    std::string m_rest;       ///< the unfinished head while waiting without a buffer
    RequestParser m_parser;
    std::unique_ptr<BodyDecoder> m_body;
    std::function<void(std::string)> m_bodyDone;
    bool m_bodyUnread = false;
    bool m_closeAfter = false;

    // Exchange
    std::uint64_t m_serial = 0;
    bool m_exchangeOpen = false;
    std::weak_ptr<ServerExchange> m_waitingExchange; ///< until it is answered
    std::shared_ptr<ServerExchange> m_exchange;      ///< from the answer to finished()
    std::function<void()> m_onClosed;
    std::function<void()> m_onDrained;
    base::SteadyTime m_requestedAt;

    // Answer
    Outcome m_outcome;
    std::vector<Piece> m_pieces;
    std::size_t m_piece = 0;        ///< the one under way
    std::uint64_t m_pieceSent = 0;  ///< of it
    std::uint64_t m_queued = 0;     ///< bytes of all pieces not yet sent
    std::uint64_t m_readyUntil = 0; ///< offset in the content under way up to which it may be sent
    std::size_t m_readyPiece = 0;   ///< the content piece that m_readyUntil is about
    base::SteadyTime m_readySince;  ///< when its bytes were last known to be right
    Fitness m_unfitness = Fitness::Damaged; ///< why unfit() is called
    bool m_preparing = false;
    bool m_answerStarted = false; ///< bytes of it are on their way
    bool m_streaming = false;
    bool m_wantsDrained = false;
};

} // namespace meson::http
