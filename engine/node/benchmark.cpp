// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/benchmark.h"

#include "engine/crypto/speed.h"
#include "engine/platform/disk.h"
#include "engine/platform/private_file.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace meson::node {
namespace {

constexpr base::BytesPerSecond kEnough(12'500'000);
constexpr base::BytesPerSecond kFast(125'000'000);
constexpr double kEnoughSignatures = 100;
constexpr double kFastSignatures = 1000;
constexpr base::Bytes kLeastSample = base::mebibytes(8);
constexpr base::Bytes kSample = base::mebibytes(64);
constexpr int kKept = 50;

QJsonObject toJson(const BenchmarkResult& result) {
    QJsonObject json{
        {QStringLiteral("taken"), qint64(base::unixSeconds(result.taken))},
        {QStringLiteral("folder"), QString::fromStdString(result.folder)},
        {QStringLiteral("hashing"), qint64(result.hashing.count())},
        {QStringLiteral("sealing"), qint64(result.sealing.count())},
        {QStringLiteral("signatures"), result.signatures}};
    if (result.diskWrite)
        json.insert(QStringLiteral("diskWrite"), qint64(result.diskWrite->count()));
    if (result.diskRead)
        json.insert(QStringLiteral("diskRead"), qint64(result.diskRead->count()));
    return json;
}

BenchmarkResult resultFrom(const QJsonObject& json) {
    const auto rate = [&](const char* name) {
        return base::BytesPerSecond(
            std::max<qint64>(0, json.value(QLatin1String(name)).toInteger()));
    };
    const auto known = [&](const char* name) {
        return json.contains(QLatin1String(name)) ? std::optional(rate(name)) : std::nullopt;
    };
    return {
        base::fromUnixSeconds(json.value(QLatin1String("taken")).toInteger()),
        json.value(QLatin1String("folder")).toString().toStdString(),
        known("diskWrite"),
        known("diskRead"),
        rate("hashing"),
        rate("sealing"),
        std::max(0.0, json.value(QLatin1String("signatures")).toDouble())};
}

std::string shown(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

} // namespace

Grade gradeOf(base::BytesPerSecond rate) {
    return rate >= kFast ? Grade::Fast : rate >= kEnough ? Grade::Enough : Grade::Slow;
}

Grade gradeOfSignatures(double aSecond) {
    return aSecond >= kFastSignatures     ? Grade::Fast
           : aSecond >= kEnoughSignatures ? Grade::Enough
                                          : Grade::Slow;
}

base::BytesPerSecond servableRate(const BenchmarkResult& result) {
    const base::BytesPerSecond computed = std::min(result.hashing, result.sealing);
    return result.diskRead ? std::min(computed, *result.diskRead) : computed;
}

std::optional<BenchmarkResult> runBenchmark(
    const BenchmarkPlan& plan, const base::Clock& clock,
    const std::function<bool(BenchmarkStep)>& goesOn) {
    const auto during = [&](BenchmarkStep step) {
        return [&goesOn, step] { return goesOn(step); };
    };
    BenchmarkResult result;
    result.folder = shown(plan.folder);
    if (plan.room >= kLeastSample) {
        const auto disk = platform::measureDisk(
            plan.folder, std::min(plan.room, kSample), during(BenchmarkStep::Disk));
        if (disk) {
            result.diskWrite = disk->write;
            result.diskRead = disk->read;
        }
    }
    result.hashing = crypto::measureHashing(plan.each, during(BenchmarkStep::Hashing));
    result.sealing = crypto::measureSealing(plan.each, during(BenchmarkStep::Sealing));
    result.signatures = crypto::measureSignatures(plan.each, during(BenchmarkStep::Signatures));
    result.taken = clock.wall();
    if (!goesOn(BenchmarkStep::Signatures))
        return std::nullopt;
    return result;
}

std::vector<BenchmarkResult> loadBenchmarks(const std::filesystem::path& file) {
    const std::string text = platform::readFile(file).value_or("");
    std::vector<BenchmarkResult> results;
    for (const QJsonValue value : QJsonDocument::fromJson(QByteArray::fromStdString(text)).array())
        results.push_back(resultFrom(value.toObject()));
    return results;
}

bool addBenchmark(const std::filesystem::path& file, const BenchmarkResult& result) {
    QJsonArray array;
    for (const BenchmarkResult& kept : loadBenchmarks(file))
        array.append(toJson(kept));
    array.append(toJson(result));
    while (array.size() > kKept)
        array.removeFirst();
    return platform::savePrivateFile(
        file, QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString());
}

} // namespace meson::node
