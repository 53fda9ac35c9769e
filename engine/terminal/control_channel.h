// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/crypto/identity.h"
#include "engine/protocol/codec.h"
#include "engine/protocol/messages.h"

#include <QNetworkAccessManager>
#include <QSslConfiguration>
#include <QString>
#include <QUrl>
#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>

namespace meson::terminal {

class RouterClock;

enum class ChannelError {
    NameNotFound,  ///< The Router's name does not resolve: check its spelling and the network.
    Unreachable,   ///< The Router does not answer: check the network; it is tried again by itself.
    TlsFailed,     ///< The Router's certificate is not trusted, or the TLS handshake failed.
    ProxyFailed,   ///< The proxy refused or does not answer: check the system's proxy settings.
    TimedOut,      ///< The Router did not answer in time; it is tried again by itself.
    ClockSkew,     ///< The Router refuses this computer's time: set the clock (NTP).
    Refused,       ///< The Router refused the request.
    NotUnderstood, ///< The Router's answer is not of this protocol: check the Router's address.
    Cancelled,     ///< The program is stopping.
};
std::string_view sentence(ChannelError);

struct ChannelFailure : base::Failure<ChannelError> {
    int status = 0;      ///< of HTTP, 0 without an answer
    std::string problem; ///< the problem's type word, "index-gap"; empty without one

    bool isFinal() const { return status == 400 || status == 413 || status == 422; }
};
std::string explain(const ChannelFailure& failure);
template <class T>
using ChannelResult = base::Result<T, ChannelFailure>;

/// Signed requests to the Router, as PROTOCOL.md describes them, over the system's proxies. When
/// the Router refuses the time of a request, its time is learnt and the request is sent once more.
/// Thread: control. Callbacks come on it, and none after the channel or their receiver is gone.
class ControlChannel final : public QObject {
    Q_OBJECT
public:
    struct Options {
        QUrl router;
        QSslConfiguration tls;
    };
    ControlChannel(Options options, const crypto::Identity& identity, RouterClock& clock);
    ~ControlChannel() override;

    static constexpr qint64 kAnswerLimit = 32 * 1024 * 1024; ///< bytes of an answer's body

    using Done = std::function<void(ChannelResult<QByteArray>)>;
    /// `target` begins with '/'. An answer with a status of 2xx is its body, any other a failure.
    void send(
        const QObject* receiver, const QByteArray& verb, const QByteArray& target,
        const QByteArray& body, std::chrono::milliseconds timeout, Done done);

    /// The same with the answer read as a message.
    template <class Answer>
    void call(
        const QObject* receiver, const QByteArray& verb, const QByteArray& target,
        const QByteArray& body, std::chrono::milliseconds timeout,
        std::function<void(ChannelResult<Answer>)> done) {
        send(receiver, verb, target, body, timeout, [done](ChannelResult<QByteArray> answer) {
            done(answer.and_then(&ControlChannel::decode<Answer>));
        });
    }

    /// GET /v1/network, which needs no signature: sets the clock.
    void learnNetwork(
        const QObject* receiver, std::function<void(ChannelResult<protocol::NetworkInfo>)> done);

    /// "/v1/terminals/<own id>" + suffix.
    QByteArray ownPath(const char* suffix) const;

private:
    Q_SLOT void stopAtLimit(qint64 received);
    struct Pending;
    void start(const std::shared_ptr<Pending>& pending);
    void finished(QNetworkReply* reply);
    void takeAnswer(const std::shared_ptr<Pending>& pending, QNetworkReply* reply);
    void resendWithRouterTime(const std::shared_ptr<Pending>& pending, ChannelFailure failure);

    template <class Answer>
    static ChannelResult<Answer> decode(const QByteArray& body) {
        auto message = protocol::decode<Answer>(body);
        if (message)
            return *std::move(message);
        return tl::unexpected(
            ChannelFailure{{ChannelError::NotUnderstood, base::explain(message.error())}, 200, {}});
    }

    const Options m_options;
    const crypto::Identity& m_identity;
    RouterClock& m_clock;
    QNetworkAccessManager m_network;
    std::unordered_map<QNetworkReply*, std::shared_ptr<Pending>> m_underWay;
};

} // namespace meson::terminal
