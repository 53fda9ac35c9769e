// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/demo.h"

#include "engine/demo/role_requests.h"
#include "engine/platform/private_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QNetworkReply>
#include <QRandomGenerator>
#include <array>
#include <span>

namespace meson::demo {

/// What one owner lends: different computers, different lines.
struct Demo::TerminalPlan {
    const char* name;
    base::Bytes quota;
    base::BytesPerSecond limit;
};

namespace {

using namespace std::chrono_literals;

constexpr const char* kDomain = "localhost";
constexpr std::chrono::milliseconds kStartPatience = 15s;
constexpr std::chrono::milliseconds kStep = 100ms;
constexpr std::chrono::milliseconds kPollInterval = 1s;
constexpr std::chrono::milliseconds kStopPatience = 4s;
constexpr std::chrono::milliseconds kReceiptPatience = 4s;
constexpr std::chrono::milliseconds kLeastReceiptWait =
    500ms; ///< for answers that end now to become receipts
constexpr int kFirstTerminalHost = 2;
constexpr int kFirstViewerHost = 101;

constexpr base::BytesPerSecond megabits(std::int64_t count) {
    return base::BytesPerSecond(count * 1'000'000 / 8);
}

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

} // namespace

std::string_view sentence(DemoError error) {
    switch (error) {
    case DemoError::FolderNotUsable:
        return "The folder of the demo cannot be created or written: check its permissions or name "
               "another.";
    case DemoError::NoMedia:
        return "The film could not be prepared there.";
    case DemoError::RoleFailed:
        return "A role of the demo did not start.";
    case DemoError::PageFailed:
        return "The demo's page cannot be offered.";
    case DemoError::Cancelled:
        return "Stopped before it was up.";
    }
    return {};
}

Demo::Demo(DemoOptions options, const base::Clock& clock)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_temporary(QDir::tempPath() + QStringLiteral("/meson-demo-XXXXXX")) {}

Demo::~Demo() {
    std::vector<RoleProcess*> roles;
    for (const auto& role : m_roles)
        roles.push_back(role.get());
    stopAndWait(std::move(roles));
}

base::Result<void, DemoFailure> Demo::start(const Cancelled& isCancelled) {
    if (auto prepared = prepareFolder(); !prepared)
        return prepared;
    m_table.note("Preparing the film, once: about half a minute …");
    const auto media = prepareMedia(m_options.mediaCache, isCancelled);
    if (!media)
        return base::fail(
            isCancelled() ? DemoError::Cancelled : DemoError::NoMedia, m_options.mediaCache);
    if (auto started = startOrigin(*media, isCancelled); !started)
        return started;
    if (auto started = startRouter(isCancelled); !started)
        return started;
    if (auto bound = bindDomain(); !bound)
        return bound;
    if (auto started = startTerminals(); !started)
        return started;
    if (auto started = startPage(); !started)
        return started;
    if (auto started = startViewers(); !started)
        return started;
    announce(*media);
    startTimers();
    return {};
}

base::Result<void, DemoFailure> Demo::prepareFolder() {
    m_folder =
        m_options.folder.empty() ? m_temporary.path() : QDir(text(m_options.folder)).absolutePath();
    const bool isUsable =
        m_options.folder.empty() ? m_temporary.isValid() : QDir().mkpath(m_folder);
    if (!isUsable || !QFileInfo(m_folder).isWritable())
        return base::fail(DemoError::FolderNotUsable, m_folder.toStdString());
    return {};
}

base::Result<RoleProcess*, DemoFailure>
Demo::startRole(const QString& name, const QStringList& arguments) {
    const QString log = inFolder(name + QStringLiteral(".log"));
    m_roles.push_back(std::make_unique<RoleProcess>(name, text(m_options.program), arguments, log));
    RoleProcess* role = m_roles.back().get();
    if (!role->start())
        return tl::unexpected(failedRole(*role));
    connect(role, &RoleProcess::crashed, this, [this, role](const QString& how) {
        m_table.note(role->name().toStdString() + " " + how.toStdString() + "; starting it again");
    });
    return role;
}

DemoFailure Demo::failedRole(const RoleProcess& role) const {
    return {
        DemoError::RoleFailed, role.name().toStdString() + ": " + role.lastWords().toStdString()};
}

base::Result<void, DemoFailure>
Demo::startOrigin(const Media& media, const Cancelled& isCancelled) {
    const auto role = startRole(
        QStringLiteral("origin"),
        {QStringLiteral("demo-origin"), QStringLiteral("--media"), text(media.folder)});
    if (!role)
        return tl::unexpected(role.error());
    connect(*role, &RoleProcess::lineRead, this, [this](const QByteArray& line) {
        m_originUrl = line.toStdString();
    });
    for (auto waited = 0ms; m_originUrl.empty(); waited += kStep) {
        if (isCancelled())
            return base::fail(DemoError::Cancelled);
        if (waited > kStartPatience || !(*role)->isRunning())
            return tl::unexpected(failedRole(**role));
        (*role)->waitForLine(kStep);
    }
    return {};
}

std::uint16_t Demo::claimPort(const QString& address, std::uint16_t preferred) {
    return m_ports.emplace_back(address, preferred).port();
}

base::Result<void, DemoFailure> Demo::startRouter(const Cancelled& isCancelled) {
    constexpr std::uint16_t kPreferredPort = 8080;
    const QString address = QStringLiteral("127.0.0.1");
    const std::uint16_t port =
        m_options.routerPort != 0 ? m_options.routerPort : claimPort(address, kPreferredPort);
    const std::string suffix = ":" + std::to_string(port);
    m_routerUrl = "http://127.0.0.1" + suffix;
    m_domainUrl = std::string("http://") + kDomain + suffix;
    const auto role = startRole(
        QStringLiteral("router"),
        {QStringLiteral("router"), QStringLiteral("--demo"), QStringLiteral("--listen"),
         address + text(suffix), QStringLiteral("--url"), text(m_routerUrl),
         QStringLiteral("--folder"), inFolder(QStringLiteral("router")),
         QStringLiteral("--reserve"), QStringLiteral("64MB"), QStringLiteral("--name"),
         QStringLiteral("demo"), QStringLiteral("--epoch"),
         QStringLiteral("%1s").arg(m_options.epoch.count()), QStringLiteral("--check-interval"),
         QStringLiteral("8s"), QStringLiteral("--verbose"), QStringLiteral("1")});
    if (!role)
        return tl::unexpected(role.error());
    http::ClientRequest request;
    request.url = m_routerUrl + "/v1/network";
    for (auto waited = 0ms; !askJson(request); waited += kStep) {
        if (isCancelled())
            return base::fail(DemoError::Cancelled);
        (*role)->waitForLine(kStep);
        if (waited > kStartPatience || !(*role)->isRunning())
            return tl::unexpected(failedRole(**role));
    }
    return {};
}

base::Result<QJsonObject, DemoFailure> Demo::runOnce(const QStringList& arguments) {
    QProcess process;
    process.start(text(m_options.program), arguments);
    const bool isDone = process.waitForFinished(static_cast<int>(kStartPatience.count()));
    if (!isDone || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return base::fail(
            DemoError::RoleFailed,
            "business: " + process.readAllStandardError().trimmed().toStdString());
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

/// The operator makes an account; the account is given something to pay with, and binds its domain.
/// In a folder of an earlier run, however far that came, account and payment stay, and what was
/// bound is forgotten first with all that was kept of its origin.
base::Result<void, DemoFailure> Demo::bindDomain() {
    const auto business = [&](const QString& key, const QStringList& action) {
        return runOnce(
            QStringList{QStringLiteral("business")} + action +
            QStringList{
                QStringLiteral("--router"), text(m_routerUrl), QStringLiteral("--api-key-file"),
                inFolder(key), QStringLiteral("--json")});
    };
    const QString own = QStringLiteral("business.key");
    if (!QFile::exists(inFolder(own))) {
        // No name twice: an earlier run may have died with the account made and its key not kept.
        const QString name = QStringLiteral("demo-%1").arg(
            QRandomGenerator::global()->generate(), 8, 16, QLatin1Char('0'));
        const auto account = business(
            QStringLiteral("router/admin.key"),
            {QStringLiteral("account"), QStringLiteral("create"), name});
        if (!account)
            return tl::unexpected(account.error());
        const std::string key = account->value(QLatin1String("apiKey")).toString().toStdString();
        if (!platform::savePrivateFile(inFolder(own).toStdString(), key))
            return base::fail(DemoError::FolderNotUsable, m_folder.toStdString());
    }
    const auto paid = business(
        own, {QStringLiteral("top-up"), QStringLiteral("1000"), QStringLiteral("--reference"),
              QStringLiteral("first")});
    if (!paid)
        return tl::unexpected(paid.error());
    static_cast<void>(business(own, {QStringLiteral("unbind"), QLatin1String(kDomain)}));
    const auto bound = business(
        own, {QStringLiteral("bind"), QLatin1String(kDomain), QStringLiteral("--origin"),
              text(m_originUrl)});
    return bound ? base::Result<void, DemoFailure>() : tl::unexpected(bound.error());
}

base::Result<void, DemoFailure> Demo::startTerminals() {
    static constexpr std::array<TerminalPlan, 4> kPlans{
        {{"attic", base::Bytes(96'000'000), megabits(60)},
         {"shop", base::Bytes(160'000'000), megabits(120)},
         {"lab", base::Bytes(320'000'000), megabits(240)},
         {"office", base::Bytes(640'000'000), megabits(480)}}};
    int host = kFirstTerminalHost;
    const auto count = static_cast<std::size_t>(m_options.terminals);
    for (const TerminalPlan& plan : std::span(kPlans).first(count)) {
        const QString name = QLatin1String(plan.name);
        const QString address = loopbackAddress(host++);
        const QString authority = QStringLiteral("%1:%2").arg(address).arg(claimPort(address));
        const QString folder = inFolder(name);
        QStringList arguments{
            QStringLiteral("terminal"),
            QStringLiteral("--router"),
            text(m_routerUrl),
            QStringLiteral("--name"),
            name,
            QStringLiteral("--folder"),
            folder,
            QStringLiteral("--cache"),
            QStringLiteral("%1/cache=%2").arg(folder).arg(plan.quota.count()),
            QStringLiteral("--reserve"),
            QStringLiteral("64MB"),
            QStringLiteral("--listen"),
            authority,
            QStringLiteral("--address"),
            address,
            QStringLiteral("--upload-limit"),
            QStringLiteral("%1B/s").arg(plan.limit.count()),
            QStringLiteral("--local-sources"),
            QStringLiteral("--pause-when-metered=no"),
            QStringLiteral("--pause-on-battery=no"),
            QStringLiteral("--verbose"),
            QStringLiteral("1")};
        if (!m_options.cheater.empty() && m_terminals.size() + 1 == count)
            arguments +=
                {QStringLiteral("--demo"), QStringLiteral("--misbehave"), text(m_options.cheater)};
        const auto role = startRole(name, arguments);
        if (!role)
            return tl::unexpected(role.error());
        m_terminals.push_back(*role);
        TerminalFigures figures;
        figures.name = plan.name;
        figures.authority = authority.toStdString();
        figures.quota = plan.quota;
        figures.limit = plan.limit;
        m_snapshot.terminals.push_back(std::move(figures));
    }
    return {};
}

base::Result<void, DemoFailure> Demo::startPage() {
    constexpr std::uint16_t kPreferredPort = 8088;
    const auto listen = [this](std::uint16_t port) {
        return PageServer::listen({http::asio::ip::make_address("127.0.0.1"), port}, m_clock);
    };
    auto page = listen(m_options.pagePort != 0 ? m_options.pagePort : kPreferredPort);
    if (!page && m_options.pagePort == 0)
        page = listen(0);
    if (!page)
        return base::fail(DemoError::PageFailed, base::explain(page.error()));
    m_page = std::move(*page);
    return {};
}

base::Result<void, DemoFailure> Demo::startViewers() {
    m_reports.resize(static_cast<std::size_t>(m_options.viewers) + 1);
    for (int number = 0; number < m_options.viewers; ++number)
        if (auto added = addViewer(QStringLiteral("viewer-%1").arg(number + 1), number, {}); !added)
            return added;
    return addViewer(
        QStringLiteral("player"), m_options.viewers,
        {QStringLiteral("--play"), QStringLiteral("/video/master.m3u8")});
}

base::Result<void, DemoFailure>
Demo::addViewer(const QString& name, int number, const QStringList& extra) {
    const auto role = startRole(
        name,
        QStringList{
            QStringLiteral("demo-viewer"), QStringLiteral("--domain-url"), text(m_domainUrl),
            QStringLiteral("--router-address"), QStringLiteral("127.0.0.1"),
            QStringLiteral("--catalogue"), text(m_originUrl) + QStringLiteral("/catalogue.json"),
            QStringLiteral("--source-address"), loopbackAddress(kFirstViewerHost + number),
            QStringLiteral("--seed"), QString::number(number + 1)} +
            extra);
    if (!role)
        return tl::unexpected(role.error());
    m_viewers.push_back(*role);
    connect(*role, &RoleProcess::lineRead, this, [this, number](const QByteArray& line) {
        m_reports[static_cast<std::size_t>(number)].now = ViewerReport::fromJson(line);
    });
    connect(*role, &RoleProcess::crashed, this, [this, number] {
        Counted& counted = m_reports[static_cast<std::size_t>(number)];
        counted.before += std::exchange(counted.now, {});
    });
    return {};
}

void Demo::announce(const Media& media) {
    const char* film =
        media.kind == Media::Kind::Generated ? "film made by ffmpeg" : "packaged sample film";
    m_table.note("watch it at " + m_page->url() + "/ (" + film + ")");
    m_table.note(
        "stream: " + m_domainUrl + "/video/master.m3u8   file: " + m_domainUrl +
        "/video/movie.mp4");
    if (!m_options.cheater.empty())
        m_table.note(
            "the Terminal \"" + m_snapshot.terminals.back().name + "\" cheats (" +
            m_options.cheater + "): watch it being found and suspended");
    m_table.note("logs and state: " + m_folder.toStdString() + "   Ctrl-C stops it");
}

void Demo::startTimers() {
    m_watched.start();
    connect(&m_pollTimer, &QTimer::timeout, this, &Demo::poll);
    m_pollTimer.start(kPollInterval);
    if (m_options.duration > 0s)
        QTimer::singleShot(m_options.duration, this, &Demo::ended);
    if (m_options.fault == DemoOptions::Fault::KillOneTerminal)
        QTimer::singleShot(
            m_options.duration > 0s ? std::chrono::milliseconds(m_options.duration) / 2 : 10s, this,
            &Demo::injectFault);
}

/// The Terminal that serves most, so that it is missed.
void Demo::injectFault() {
    const auto& figures = m_snapshot.terminals;
    const auto busiest =
        std::max_element(figures.begin(), figures.end(), [](const auto& a, const auto& b) {
            return a.served < b.served;
        });
    m_terminals[static_cast<std::size_t>(busiest - figures.begin())]->kill();
}

void Demo::poll() {
    QNetworkRequest request(QUrl(text(m_routerUrl + "/v1/status")));
    request.setTransferTimeout(static_cast<int>(kPollInterval.count()) * 3);
    QNetworkReply* reply = m_network.get(request);
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        reply->deleteLater();
        if (reply->error() == QNetworkReply::NoError)
            takeRouterStatus(m_snapshot, QJsonDocument::fromJson(reply->readAll()).object());
        show();
    });
    for (std::size_t index = 0; index < m_terminals.size(); ++index)
        pollTerminal(index);
}

/// A Terminal's own count of what it could serve and what it sent back.
void Demo::pollTerminal(std::size_t index) {
    const auto control = terminalStatus(inFolder(m_terminals[index]->name()));
    if (!control)
        return;
    QNetworkRequest request{QUrl(text(control->url))};
    request.setRawHeader(
        "Authorization", QByteArray::fromStdString(control->fields.front().second));
    request.setTransferTimeout(static_cast<int>(kPollInterval.count()));
    QNetworkReply* reply = m_network.get(request);
    connect(reply, &QNetworkReply::finished, this, [this, reply, index] {
        reply->deleteLater();
        if (reply->error() != QNetworkReply::NoError)
            return;
        const QJsonObject status = QJsonDocument::fromJson(reply->readAll()).object();
        m_snapshot.terminals[index].requests = status.value(QLatin1String("requests")).toInteger();
        m_snapshot.terminals[index].sentBack = status.value(QLatin1String("sentBack")).toInteger();
    });
}

void Demo::show() {
    ViewerReport sum;
    for (const Counted& counted : m_reports)
        (sum += counted.before) += counted.now;
    m_snapshot.viewers = sum;
    m_snapshot.seconds = m_watched.elapsed() / 1000;
    m_snapshot.viewerRate =
        base::BytesPerSecond((sum.bytes - m_bytesAtLastShow) * 1000 / kPollInterval.count());
    m_bytesAtLastShow = sum.bytes;
    const QJsonObject data = pageDataOf(m_snapshot, m_domainUrl + "/video/master.m3u8");
    m_page->setData(QJsonDocument(data).toJson(QJsonDocument::Compact).toStdString());
    m_table.show(m_snapshot);
}

void Demo::stopAndWait(std::vector<RoleProcess*> roles) {
    for (RoleProcess* role : roles)
        role->stop();
    for (RoleProcess* role : roles)
        role->waitForStopped(kStopPatience);
}

bool Demo::receiptsAreIn() const {
    for (const RoleProcess* terminal : m_terminals) {
        const auto request = terminalStatus(inFolder(terminal->name()));
        const auto status = request ? askJson(*request) : std::nullopt;
        if (status && status->value(QLatin1String("receiptsPending")).toInteger() > 0)
            return false;
    }
    return true;
}

/// Waits until the Terminals have handed in all receipts, then closes the epoch.
void Demo::settle() {
    for (auto waited = 0ms; waited < kReceiptPatience; waited += kStep) {
        m_terminals.front()->waitForLine(kStep); // it writes none: a pause that ends when it does
        if (waited >= kLeastReceiptWait && receiptsAreIn())
            break;
    }
    if (const auto status = askJson(settlement(inFolder(QStringLiteral("router")), m_routerUrl)))
        takeRouterStatus(m_snapshot, *status);
    else
        m_table.note("the Router did not settle the last epoch");
}

Snapshot Demo::finish() {
    m_pollTimer.stop();
    m_table.note("stopping …");
    stopAndWait(m_viewers);
    show();
    settle();
    m_table.showLast(m_snapshot);
    stopAndWait(m_terminals);
    std::vector<RoleProcess*> others;
    for (const auto& role : m_roles)
        others.push_back(role.get());
    stopAndWait(others);
    return m_snapshot;
}

} // namespace meson::demo
