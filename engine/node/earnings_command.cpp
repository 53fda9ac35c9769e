// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/quantities.h"
#include "engine/node/command.h"
#include "engine/node/control_request.h"

#include <QDateTime>
#include <QJsonArray>
#include <array>
#include <cstdio>

namespace meson::node {
namespace {

using enum SettingType;

constexpr std::array kTable{
    Setting{
        "check", Switch, "no",
        "Show every figure beside what this computer makes of its own receipts.", "Earnings"},
    Setting{"json", Switch, "no", "Print one JSON object instead of tables.", "Earnings"},
    Setting{
        "folder", Path, "",
        "State folder of the Terminal to talk to. Default: meson/terminal in your data folder.",
        "General"},
    shared::kSettingsFile, shared::kVerbose};

std::int64_t number(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toInteger();
}

std::string text(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toString().toStdString();
}

std::string bytes(const QJsonObject& object, const char* name) {
    return base::formatBytes(base::Bytes(number(object, name)));
}

std::string tokens(const QJsonObject& object, const char* name) {
    return base::formatMillionths(number(object, name));
}

std::string timeOf(std::int64_t seconds) {
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))
        .toStdString();
}

void printEpoch(const QJsonObject& epoch) {
    std::printf(
        "%6lld  %-19s %9s %9s %8.3f %13s %13s %15s  %s\n",
        static_cast<long long>(number(epoch, "epoch")), timeOf(number(epoch, "ends")).c_str(),
        bytes(epoch, "stated").c_str(), bytes(epoch, "credited").c_str(),
        static_cast<double>(number(epoch, "quality")) / 1e6, tokens(epoch, "serving").c_str(),
        tokens(epoch, "standby").c_str(), tokens(epoch, "balance").c_str(),
        !epoch.value(QLatin1String("signatureValid")).toBool() ? "NOT SIGNED"
        : epoch.value(QLatin1String("countersigned")).toBool() ? "by both"
                                                               : "by the Router");
    if (number(epoch, "penalty") > 0)
        std::printf(
            "        %s earned nothing: %s\n", bytes(epoch, "penalty").c_str(),
            text(epoch, "cause").c_str());
}

void printEpochs(const QJsonObject& earnings) {
    const bool isDemo = earnings.value(QLatin1String("demo")).toBool();
    std::printf(
        "%6s  %-19s %9s %9s %8s %13s %13s %15s  %s\n", "epoch", "ended (Router, UTC)", "stated",
        "credited", "quality", "for serving", "for standby", "balance", "signed");
    for (const QJsonValue epoch : earnings.value(QLatin1String("epochs")).toArray())
        printEpoch(epoch.toObject());
    std::printf(
        "Balance: %s tokens%s\n", tokens(earnings, "balance").c_str(),
        isDemo ? " of a DEMO network: worth nothing" : "");
}

/// Bytes and amounts to the last one: a difference of one must be seen.
void printCheck(const QJsonObject& earnings) {
    std::printf(
        "\n%6s  %-10s %20s %20s  %s\n", "epoch", "figure", "the Router says", "comes out here", "");
    for (const QJsonValue value : earnings.value(QLatin1String("check")).toArray()) {
        const QJsonObject line = value.toObject();
        const std::string because = text(line, "because");
        std::printf(
            "%6lld  %-10s %20lld %20lld  %s%s\n", static_cast<long long>(number(line, "epoch")),
            text(line, "figure").c_str(), static_cast<long long>(number(line, "said")),
            static_cast<long long>(number(line, "computed")), text(line, "verdict").c_str(),
            because.empty()
                ? ""
                : (": " + std::to_string(number(line, "explained")) + " " + because).c_str());
    }
}

int runEarnings(const Settings& settings) {
    const auto answer = askTerminal(settings, "GET", "/v1/earnings");
    if (!answer)
        return complain(answer.error(), kExitFailed);
    const QJsonObject earnings = answer->object();
    if (settings.isOn("json")) {
        std::fputs(answer->toJson(QJsonDocument::Compact).append('\n').constData(), stdout);
    } else {
        printEpochs(earnings);
        if (settings.isOn("check"))
            printCheck(earnings);
    }
    if (const std::string problem = text(earnings, "problem"); !problem.empty())
        complain(problem, kExitFailed);
    if (!settings.isOn("check"))
        return kExitOk;
    if (!earnings.value(QLatin1String("addsUp")).toBool())
        return complain("It does not add up: see the lines that say \"different\".", kExitFailed);
    if (!settings.isOn("json"))
        std::printf("It adds up: every figure from receipts to balance.\n");
    return kExitOk;
}

} // namespace

const Command kEarningsCommand{
    "terminal earnings",
    "what the Terminal earned, and whether it adds up",
    "meson-network terminal earnings: the Router's signed statements that the Terminal on\n"
    "this computer keeps, one for each epoch. --check computes every figure again, from\n"
    "this Terminal's own receipts over credit and shares to the balance; the exit code is 1\n"
    "if one differs that nothing explains.\n\n"
    "Examples:\n  meson-network terminal earnings\n  meson-network terminal earnings --check\n"
    "  meson-network terminal earnings --check --json --folder /var/lib/meson\n",
    kTable,
    Settings::Positionals::Refused,
    runEarnings};

} // namespace meson::node
