// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/receipt_sender.h"

#include "engine/protocol/codec.h"
#include "engine/protocol/limits.h"
#include "engine/terminal/earnings_json.h"
#include "engine/terminal/terminal_log.h"

#include <QDataStream>
#include <QFile>
#include <QJsonDocument>
#include <QPointer>
#include <QSaveFile>
#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace meson::terminal {

using namespace std::chrono_literals;

namespace {

// One entry of a `.sent` file: four numbers, big-endian.
QByteArray pack(const std::vector<TokenDues::Entry>& entries) {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    for (const TokenDues::Entry& entry : entries)
        out << quint64(entry.nonce) << qint64(entry.length.count()) << qint64(entry.stated.count())
            << qint64(entry.expires);
    return bytes;
}

std::vector<TokenDues::Entry> unpack(const QByteArray& bytes) {
    std::vector<TokenDues::Entry> entries;
    QDataStream in(bytes);
    while (!in.atEnd()) {
        quint64 nonce = 0;
        qint64 length = 0, stated = 0, expires = 0;
        in >> nonce >> length >> stated >> expires;
        if (in.status() == QDataStream::Ok)
            entries.push_back({nonce, base::Bytes(length), base::Bytes(stated), expires});
    }
    return entries;
}

std::int64_t latestExpiry(const std::vector<TokenDues::Entry>& entries) {
    std::int64_t latest = 0;
    for (const TokenDues::Entry& entry : entries)
        latest = std::max(latest, entry.expires);
    return latest;
}

std::vector<TokenDues::Entry> entriesOf(const std::vector<protocol::Receipt>& receipts) {
    std::vector<TokenDues::Entry> entries;
    for (const protocol::Receipt& receipt : receipts)
        if (const auto entry = TokenDues::entryOf(receipt))
            entries.push_back(*entry);
    return entries;
}

} // namespace

ReceiptSender::ReceiptSender(const QString& folder, Parts parts, Backoff backoff)
    : m_folder(folder)
    , m_parts(parts)
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
            m_batches.push_back(summaryOf(number, batch->receipts));
        else
            file.rename(fileOf(number, ".refused"));
    }
    std::sort(m_batches.begin(), m_batches.end(), [](const Batch& a, const Batch& b) {
        return a.number < b.number;
    });
    readTotals();
    readSent();
    return true;
}

/// What was summed up to the newest acknowledged batch; batches up to it are in the books.
void ReceiptSender::readTotals() {
    while (!m_batches.empty() && m_batches.front().number <= m_lastDone) {
        QFile::remove(fileOf(m_batches.front().number, ".json"));
        m_batches.pop_front();
    }
    for (const QString& name : m_folder.entryList({QStringLiteral("*.done")}, QDir::Files)) {
        if (name != QString::number(m_lastDone) + QLatin1String(".done"))
            QFile::remove(m_folder.filePath(name));
    }
    QFile file(fileOf(m_lastDone, ".done"));
    if (file.open(QIODevice::ReadOnly))
        m_totals = receiptTotalsFrom(QJsonDocument::fromJson(file.readAll()).object());
}

/// What the acknowledged batches said of tokens that may have more receipts.
void ReceiptSender::readSent() {
    for (const QString& name : m_folder.entryList({QStringLiteral("*.sent")}, QDir::Files)) {
        const std::int64_t number = name.chopped(5).toLongLong();
        QFile file(m_folder.filePath(name));
        if (number > m_lastDone || !file.open(QIODevice::ReadOnly)) {
            file.remove(); // of a batch that will be acknowledged once more
            continue;
        }
        const Entries entries = unpack(file.readAll());
        for (const TokenDues::Entry& entry : entries)
            m_dues.enter(entry, m_parts.clock.now());
        m_sent.push_back({number, latestExpiry(entries)});
    }
}

ReceiptSender::Batch ReceiptSender::summaryOf(std::int64_t number, const Receipts& receipts) {
    Batch batch{number, static_cast<std::int64_t>(receipts.size()), {}};
    for (const protocol::Receipt& receipt : receipts)
        batch.stated += receipt.bytes;
    return batch;
}

QString ReceiptSender::fileOf(std::int64_t number, const char* suffix) const {
    return m_folder.filePath(QString::number(number) + QLatin1String(suffix));
}

/// The Router takes a number up to the newest one that it knows for a batch that it has counted.
std::int64_t ReceiptSender::numberAfter(std::int64_t last) const {
    return std::max<std::int64_t>(
        last + 1,
        std::chrono::floor<std::chrono::milliseconds>(m_parts.clock.now().time_since_epoch())
            .count());
}

std::int64_t ReceiptSender::pending() const {
    return std::accumulate(
        m_batches.begin(), m_batches.end(),
        static_cast<std::int64_t>(m_gathered.size() + (m_saving ? m_saving->receipts.size() : 0)),
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
    save();
    sendOldest();
}

// --- to disk ----------------------------------------------------------------------------------

std::optional<QString> ReceiptSender::write(const QString& name, const QByteArray& batch) {
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly) && file.write(batch) == batch.size() && file.commit())
        return std::nullopt;
    return file.errorString();
}

ReceiptSender::Receipts ReceiptSender::takeNext() {
    const auto count =
        static_cast<std::ptrdiff_t>(std::min(m_gathered.size(), protocol::limits::kReceipts));
    Receipts next(m_gathered.begin(), m_gathered.begin() + count);
    m_gathered.erase(m_gathered.begin(), m_gathered.begin() + count);
    return next;
}

void ReceiptSender::save() {
    if (m_saving || m_gathered.empty())
        return;
    const std::int64_t number = numberAfter(m_lastNumber);
    m_saving = std::make_shared<const protocol::Receipts>(protocol::Receipts{number, takeNext()});
    m_disk.post([this, sender = QPointer(this), file = fileOf(number, ".json"), saving = m_saving] {
        Loaded batch{protocol::encode(*saving), entriesOf(saving->receipts)};
        auto error = write(file, batch.text);
        m_parts.control.post(
            [sender, error = std::move(error), batch = std::move(batch)]() mutable {
                if (sender)
                    sender->saved(error, std::move(batch));
            });
    });
}

void ReceiptSender::saved(const std::optional<QString>& error, Loaded batch) {
    const auto saving = std::exchange(m_saving, nullptr);
    if (error) { // kept in memory; the next flush tries again
        m_gathered.insert(m_gathered.begin(), saving->receipts.begin(), saving->receipts.end());
        return setProblem(
            "Receipts cannot be saved in " + m_folder.path().toStdString() + " (" +
            error->toStdString() + "): free some space; they are kept in memory.");
    }
    m_lastNumber = saving->batch;
    m_batches.push_back(summaryOf(m_lastNumber, saving->receipts));
    if (m_batches.size() == 1 && maySend()) { // it need not be read again
        m_underWay = true;
        send(m_lastNumber, std::move(batch));
    }
    flush();
}

void ReceiptSender::close() {
    m_online = false;
    m_retry.stop();
    m_disk.waitUntilIdle();
    std::int64_t number = m_lastNumber;
    if (m_saving && QFile::exists(fileOf(m_saving->batch, ".json")))
        number = m_saving->batch;
    else if (m_saving)
        m_gathered.insert(m_gathered.begin(), m_saving->receipts.begin(), m_saving->receipts.end());
    while (!m_gathered.empty()) {
        number = numberAfter(number);
        const QString file = fileOf(number, ".json");
        m_disk.post([file, batch = protocol::encode(protocol::Receipts{number, takeNext()})] {
            if (const auto error = write(file, batch))
                qCWarning(lcTerminal, "Receipts are lost: %s", qPrintable(*error));
        });
    }
    m_disk.waitUntilIdle();
}

// --- to the Router ----------------------------------------------------------------------------

bool ReceiptSender::maySend() const {
    return m_online && !m_underWay && !m_batches.empty() && !m_retry.isActive();
}

void ReceiptSender::sendOldest() {
    if (!maySend())
        return;
    m_underWay = true;
    const std::int64_t number = m_batches.front().number;
    m_disk.post([this, sender = QPointer(this), number, name = fileOf(number, ".json")] {
        m_parts.control.post([sender, number, batch = load(name)]() mutable {
            if (sender)
                sender->send(number, std::move(batch));
        });
    });
}

std::optional<ReceiptSender::Loaded> ReceiptSender::load(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    Loaded batch{file.readAll(), {}};
    if (const auto receipts = protocol::decode<protocol::Receipts>(batch.text))
        batch.entries = entriesOf(receipts->receipts);
    return batch;
}

void ReceiptSender::send(std::int64_t number, std::optional<Loaded> batch) {
    if (!batch) {
        m_underWay = false;
        m_batches.pop_front();
        setProblem(
            fileOf(number, ".json").toStdString() + " is gone or cannot be read: its receipts are "
                                                    "lost.");
        return sendOldest();
    }
    m_sending = std::move(batch->entries);
    m_parts.channel.call<protocol::ReceiptsAnswer>(
        this, "POST", m_parts.channel.ownPath("/receipts"), batch->text, 30s,
        [this](ChannelResult<protocol::ReceiptsAnswer> answer) { answered(std::move(answer)); });
}

void ReceiptSender::answered(ChannelResult<protocol::ReceiptsAnswer> answer) {
    m_underWay = false;
    const std::int64_t number = m_batches.front().number;
    if (answer) {
        std::string problem;
        for (const std::string& refused : answer->refused)
            problem = "The Router refused receipts: " + refused;
        setProblem(std::move(problem));
        m_credited += answer->creditedBytes;
        count(m_batches.front(), *answer);
        forgetSent();
        m_backoff.reset();
        acknowledged(number);
    } else if (answer.error().isFinal()) {
        setProblem("Batch " + std::to_string(number) + ": " + explain(answer.error()));
        m_disk.post([from = fileOf(number, ".json"), to = fileOf(number, ".refused")] {
            QFile::rename(from, to);
        });
        m_batches.pop_front();
    } else {
        setProblem(explain(answer.error()));
        m_retry.start(m_backoff.next());
    }
    sendOldest();
}

/// Enters a batch in the sums of the epoch that it was booked in. What it is good for is computed
/// from its tokens, whatever the Router answered.
void ReceiptSender::count(const Batch& batch, const protocol::ReceiptsAnswer& answer) {
    TokenDues::Due due;
    for (const TokenDues::Entry& entry : m_sending) {
        const TokenDues::Due one = m_dues.enter(entry, m_parts.clock.now());
        due.bytes += one.bytes;
        due.late += one.late;
    }
    if (answer.epoch == 0) // the Router does not say
        return;
    OwnReceipts& own = m_totals[answer.epoch];
    own.due += due.bytes;
    own.late += due.late;
    own.receipts += batch.receipts;
    own.stated += batch.stated;
    own.credited += answer.creditedBytes;
    own.held += answer.heldBytes;
    while (m_totals.size() > kEpochs)
        m_totals.erase(m_totals.begin());
}

void ReceiptSender::forgetSent() {
    const base::WallTime now = m_parts.clock.now();
    m_dues.forget(now);
    std::erase_if(m_sent, [&](const Sent& sent) {
        if (!TokenDues::isLate(sent.expires, now))
            return false;
        m_disk.post([name = fileOf(sent.number, ".sent")] { QFile::remove(name); });
        return true;
    });
}

void ReceiptSender::acknowledged(std::int64_t number) {
    // The new files stand before the others go: a crash between them loses and doubles nothing.
    m_sent.push_back({number, latestExpiry(m_sending)});
    m_disk.post([json = fileOf(number, ".json"), sent = fileOf(number, ".sent"),
                 entries = pack(m_sending), done = fileOf(number, ".done"),
                 totals = QJsonDocument(toJson(m_totals)).toJson(QJsonDocument::Compact),
                 last = m_lastDone > 0 ? fileOf(m_lastDone, ".done") : QString()] {
        auto error = write(sent, entries);
        if (!error)
            error = write(done, totals);
        if (error) {
            qCWarning(lcTerminal, "%s: %s", qPrintable(done), qPrintable(*error));
            return; // the batch stays, and is answered alike once more
        }
        QFile::remove(json);
        if (!last.isEmpty())
            QFile::remove(last);
    });
    m_lastDone = number;
    m_batches.pop_front();
}

void ReceiptSender::setProblem(std::string problem) {
    if (!problem.empty() && problem != m_problem)
        qCWarning(lcTerminal, "%s", problem.c_str());
    m_problem = std::move(problem);
}

} // namespace meson::terminal
