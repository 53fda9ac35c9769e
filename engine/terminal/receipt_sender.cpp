// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/receipt_sender.h"

#include "engine/protocol/codec.h"
#include "engine/protocol/limits.h"
#include "engine/terminal/terminal_log.h"

#include <QFile>
#include <QSaveFile>
#include <algorithm>
#include <numeric>

namespace meson::terminal {

using namespace std::chrono_literals;

ReceiptSender::ReceiptSender(const QString& folder, ControlChannel& channel, Backoff backoff)
    : m_folder(folder)
    , m_channel(channel)
    , m_backoff(std::move(backoff)) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &ReceiptSender::sendOldest);
}

bool ReceiptSender::open() {
    if (!m_folder.mkpath(QStringLiteral(".")))
        return false;
    for (const QString& name : m_folder.entryList(QDir::Files)) {
        const qsizetype dot = name.indexOf(QLatin1Char('.'));
        const std::int64_t number = name.left(dot).toLongLong();
        if (number <= 0)
            continue;
        m_lastNumber = std::max(m_lastNumber, number);
        if (name.endsWith(QLatin1String(".done")))
            m_lastDone = std::max(m_lastDone, number);
        if (!name.endsWith(QLatin1String(".json")))
            continue;
        QFile file(m_folder.filePath(name));
        const auto batch = file.open(QIODevice::ReadOnly)
                               ? protocol::decode<protocol::Receipts>(file.readAll())
                               : tl::unexpected(protocol::DecodeFailure{});
        if (batch)
            m_batches.push_back({number, static_cast<std::int64_t>(batch->receipts.size())});
        else
            file.rename(fileOf(number, ".refused"));
    }
    std::sort(m_batches.begin(), m_batches.end(), [](const Batch& a, const Batch& b) {
        return a.number < b.number;
    });
    return true;
}

QString ReceiptSender::fileOf(std::int64_t number, const char* suffix) const {
    return m_folder.filePath(QString::number(number) + QLatin1String(suffix));
}

std::int64_t ReceiptSender::pending() const {
    return std::accumulate(
        m_batches.begin(), m_batches.end(), static_cast<std::int64_t>(m_gathered.size()),
        [](std::int64_t sum, const Batch& batch) { return sum + batch.receipts; });
}

void ReceiptSender::add(protocol::Receipt receipt) {
    m_gathered.push_back(std::move(receipt));
}

void ReceiptSender::setOnline(bool online) {
    m_online = online;
    sendOldest();
}

void ReceiptSender::flush() {
    while (!m_gathered.empty()) {
        const std::size_t count = std::min(m_gathered.size(), protocol::limits::kReceipts);
        if (!save({m_gathered.begin(), m_gathered.begin() + count}))
            break; // kept in memory; the next flush tries again
        m_gathered.erase(m_gathered.begin(), m_gathered.begin() + count);
    }
    sendOldest();
}

bool ReceiptSender::save(std::vector<protocol::Receipt> receipts) {
    const std::int64_t number = m_lastNumber + 1;
    const Batch batch{number, static_cast<std::int64_t>(receipts.size())};
    QSaveFile file(fileOf(number, ".json"));
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(protocol::encode(protocol::Receipts{number, std::move(receipts)})) < 0 ||
        !file.commit()) {
        m_problem = "Receipts cannot be saved in " + m_folder.path().toStdString() + " (" +
                    file.errorString().toStdString() +
                    "): free some space; they are kept in memory.";
        qCWarning(lcTerminal, "%s", m_problem.c_str());
        return false;
    }
    m_lastNumber = number;
    m_batches.push_back(batch);
    return true;
}

void ReceiptSender::sendOldest() {
    if (!m_online || m_underWay || m_batches.empty() || m_retry.isActive())
        return;
    const std::int64_t number = m_batches.front().number;
    QFile file(fileOf(number, ".json"));
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(lcTerminal, "Receipts are lost: %s", qPrintable(file.errorString()));
        m_batches.pop_front();
        return sendOldest();
    }
    m_underWay = true;
    m_channel.call<protocol::ReceiptsAnswer>(
        "POST", m_channel.ownPath("/receipts"), file.readAll(), 30s,
        [this](ChannelResult<protocol::ReceiptsAnswer> answer) { answered(answer); });
}

void ReceiptSender::answered(ChannelResult<protocol::ReceiptsAnswer> answer) {
    m_underWay = false;
    const std::int64_t number = m_batches.front().number;
    if (answer) {
        m_problem.clear();
        for (const std::string& refused : answer->refused)
            m_problem = "The Router refused receipts: " + refused;
        m_credited += answer->creditedBytes;
        m_backoff.reset();
        acknowledged(number);
    } else if (answer.error().isFinal()) {
        m_problem = "Batch " + std::to_string(number) + ": " + explain(answer.error());
        QFile::rename(fileOf(number, ".json"), fileOf(number, ".refused"));
        m_batches.pop_front();
    } else {
        m_problem = explain(answer.error());
        m_retry.start(m_backoff.next());
    }
    if (!m_problem.empty())
        qCWarning(lcTerminal, "%s", m_problem.c_str());
    sendOldest();
}

void ReceiptSender::acknowledged(std::int64_t number) {
    // The empty file keeps the number; renaming first means that no moment has neither.
    QFile::rename(fileOf(number, ".json"), fileOf(number, ".done"));
    QFile::resize(fileOf(number, ".done"), 0);
    if (m_lastDone > 0)
        QFile::remove(fileOf(m_lastDone, ".done"));
    m_lastDone = number;
    m_batches.pop_front();
}

} // namespace meson::terminal
