// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/control_channel.h"

#include "engine/base/ids.h"
#include "engine/protocol/signature.h"
#include "engine/terminal/router_clock.h"

#include <QDateTime>
#include <QHostAddress>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>

namespace meson::terminal {
namespace {

using namespace std::chrono_literals;

/// The system's proxies, but never for this computer itself.
class SystemProxies final : public QNetworkProxyFactory {
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override {
        const QString host = query.peerHostName();
        if (host == QLatin1String("localhost") || QHostAddress(host).isLoopback())
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

ChannelError codeOf(QNetworkReply::NetworkError error) {
    switch (error) {
    case QNetworkReply::HostNotFoundError:
        return ChannelError::NameNotFound;
    case QNetworkReply::SslHandshakeFailedError:
        return ChannelError::TlsFailed;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError:
        return ChannelError::ProxyFailed;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError: // what a transfer timeout is called
        return ChannelError::TimedOut;
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolFailure:
        return ChannelError::NotUnderstood;
    default:
        return ChannelError::Unreachable;
    }
}

std::string dateText(base::WallTime time) {
    return QDateTime::fromSecsSinceEpoch(base::unixSeconds(time), Qt::UTC)
        .toString(Qt::ISODate)
        .toStdString();
}

ChannelResult<QByteArray> tooLong(const QUrl& router) {
    const auto limit = ControlChannel::kAnswerLimit / (1024 * 1024);
    return tl::unexpected(ChannelFailure{
        {ChannelError::NotUnderstood, router.toString().toStdString() +
                                          ": an answer of more than " + std::to_string(limit) +
                                          " MiB"},
        0,
        {}});
}

} // namespace

struct ControlChannel::Pending {
    QPointer<const QObject> receiver;
    QByteArray verb;
    QByteArray target;
    QByteArray body;
    std::chrono::milliseconds timeout;
    enum class Signing { Signed, Plain } signing;
    Done done;
    bool resent = false;

    void answer(ChannelResult<QByteArray> result) const {
        if (receiver)
            done(std::move(result));
    }
};

std::string_view sentence(ChannelError error) {
    switch (error) {
    case ChannelError::NameNotFound:
        return "The Router's name does not resolve: check its spelling and the network.";
    case ChannelError::Unreachable:
        return "The Router does not answer: check the network; it is tried again by itself.";
    case ChannelError::TlsFailed:
        return "The Router's certificate is not trusted, or the TLS handshake failed: check the "
               "Router's address, the certificates to trust and this computer's clock.";
    case ChannelError::ProxyFailed:
        return "The proxy refused or does not answer: check the system's proxy settings.";
    case ChannelError::TimedOut:
        return "The Router did not answer in time; it is tried again by itself.";
    case ChannelError::ClockSkew:
        return "The Router refuses this computer's time: set the clock (NTP).";
    case ChannelError::Refused:
        return "The Router refused the request.";
    case ChannelError::NotUnderstood:
        return "The Router's answer is not of this protocol: check the Router's address.";
    case ChannelError::Cancelled:
        return "The program is stopping.";
    }
    return "Unknown failure.";
}

std::string explain(const ChannelFailure& failure) {
    return base::explain(static_cast<const base::Failure<ChannelError>&>(failure));
}

ControlChannel::ControlChannel(
    Options options, const crypto::Identity& identity, RouterClock& clock)
    : m_options(std::move(options))
    , m_identity(identity)
    , m_clock(clock) {
    m_network.setProxyFactory(new SystemProxies); // the manager owns it
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    connect(&m_network, &QNetworkAccessManager::finished, this, &ControlChannel::finished);
}

ControlChannel::~ControlChannel() {
    // Replies are children of the manager; what they would report has no receiver any more.
    m_network.disconnect(this);
    for (QNetworkReply* reply : m_network.findChildren<QNetworkReply*>())
        reply->disconnect(this);
}

QByteArray ControlChannel::ownPath(const char* suffix) const {
    return "/v1/terminals/" + QByteArray::fromStdString(base::toText(m_identity.nodeId())) + suffix;
}

void ControlChannel::send(
    const QObject* receiver, const QByteArray& verb, const QByteArray& target,
    const QByteArray& body, std::chrono::milliseconds timeout, Done done) {
    start(std::make_shared<Pending>(
        Pending{receiver, verb, target, body, timeout, Pending::Signing::Signed, std::move(done)}));
}

void ControlChannel::learnNetwork(
    const QObject* receiver, std::function<void(ChannelResult<protocol::NetworkInfo>)> done) {
    const Done learn = [this, done = std::move(done)](ChannelResult<QByteArray> answer) {
        const auto info = answer.and_then(&ControlChannel::decode<protocol::NetworkInfo>);
        if (info)
            m_clock.learn(info->routerTime);
        done(info);
    };
    start(std::make_shared<Pending>(
        Pending{receiver, "GET", "/v1/network", {}, 10s, Pending::Signing::Plain, learn}));
}

void ControlChannel::start(const std::shared_ptr<Pending>& pending) {
    QUrl url = m_options.router;
    url.setPath(QString::fromLatin1(pending->target));
    QNetworkRequest request(url);
    request.setSslConfiguration(m_options.tls);
    request.setTransferTimeout(static_cast<int>(pending->timeout.count()));
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("meson/" MESON_VERSION));
    if (!pending->body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    if (pending->signing == Pending::Signing::Signed) {
        const auto fields = protocol::signRequest(
            m_identity, pending->verb.toStdString(), pending->target.toStdString(),
            pending->body.toStdString(), m_clock.now());
        for (const auto& [name, value] : fields)
            request.setRawHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
    }
    QNetworkReply* reply = m_network.sendCustomRequest(request, pending->verb, pending->body);
    m_underWay.emplace(reply, pending);
    // By name, and the answer by the manager: what a functor holds would be freed wherever Qt drops
    // the reply's connections, which can be its HTTP thread.
    connect(reply, SIGNAL(downloadProgress(qint64, qint64)), this, SLOT(stopAtLimit(qint64)));
}

void ControlChannel::stopAtLimit(qint64 received) {
    if (received <= kAnswerLimit)
        return;
    auto* reply = qobject_cast<QNetworkReply*>(sender());
    auto taken = m_underWay.extract(reply);
    reply->abort();
    if (taken)
        taken.mapped()->answer(tooLong(m_options.router));
}

void ControlChannel::finished(QNetworkReply* reply) {
    reply->deleteLater();
    if (auto taken = m_underWay.extract(reply))
        takeAnswer(taken.mapped(), reply);
}

void ControlChannel::takeAnswer(const std::shared_ptr<Pending>& pending, QNetworkReply* reply) {
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const std::string router = m_options.router.toString().toStdString();
    if (reply->bytesAvailable() > kAnswerLimit)
        return pending->answer(tooLong(m_options.router));
    // Qt calls some answers whole whose connection ended within the body.
    const QVariant length = reply->header(QNetworkRequest::ContentLengthHeader);
    const bool isSuccess = status >= 200 && status < 300;
    const bool isCut = isSuccess && reply->error() == QNetworkReply::NoError && length.isValid() &&
                       length.toLongLong() != reply->bytesAvailable();
    const QNetworkReply::NetworkError error =
        isCut ? QNetworkReply::RemoteHostClosedError : reply->error();
    if (isSuccess && error == QNetworkReply::NoError)
        return pending->answer(reply->readAll());
    const bool isOfTheNetwork =
        error != QNetworkReply::NoError && error < QNetworkReply::ContentAccessDenied;
    if (status == 0 || isOfTheNetwork) {
        const std::string why =
            isCut ? "the connection ended within the answer" : reply->errorString().toStdString();
        return pending->answer(
            tl::unexpected(ChannelFailure{{codeOf(error), router + " (" + why + ')'}, 0, {}}));
    }
    ChannelFailure failure{
        {ChannelError::Refused, router + ": status " + std::to_string(status)}, status, {}};
    if (const auto problem = protocol::decode<protocol::Problem>(reply->readAll())) {
        failure.about = problem->detail.empty() ? problem->title : problem->detail;
        failure.problem = problem->type;
    }
    if (failure.problem == "clock-skew" && pending->signing == Pending::Signing::Signed)
        return resendWithRouterTime(pending, std::move(failure));
    pending->answer(tl::unexpected(std::move(failure)));
}

void ControlChannel::resendWithRouterTime(
    const std::shared_ptr<Pending>& pending, ChannelFailure failure) {
    const base::WallTime claimed = m_clock.now();
    if (pending->resent) {
        failure.code = ChannelError::ClockSkew;
        return pending->answer(tl::unexpected(std::move(failure)));
    }
    pending->resent = true;
    learnNetwork(
        this, [this, pending, failure, claimed](ChannelResult<protocol::NetworkInfo> info) {
            if (info)
                return start(pending);
            ChannelFailure skew = failure;
            skew.code = ChannelError::ClockSkew;
            skew.about = "this computer says " + dateText(claimed) + "; " + failure.about;
            pending->answer(tl::unexpected(std::move(skew)));
        });
}

} // namespace meson::terminal
