// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/quantities.h"
#include "engine/business/business_client.h"
#include "engine/node/command.h"
#include "engine/platform/private_file.h"

#include <QUrl>
#include <array>
#include <cstdio>

namespace meson::node {
namespace {

constexpr std::string_view kDescription =
    R"(meson-network business: accelerate a domain through a network.

  business bind DOMAIN --origin URL   connect a domain to its origin; prints the DNS
                                      line that points the domain at the network
  business list                       the domains of this account
  business usage                      bytes delivered, fees and balance
  business purge URL                  drop one URL everywhere
  business purge --all DOMAIN         drop everything of a domain
  business top-up AMOUNT              book a payment (the operator's key is needed,
                                      with --account; in a demo, one's own will do)
  business unbind DOMAIN              disconnect a domain
  business account create NAME        with the operator's key: a new account

Examples:
  meson-network business bind video.example.com --origin https://origin.example.com \
      --router https://router.example --api-key-file ~/meson.key
  MESON_ROUTER=https://router.example MESON_API_KEY_FILE=~/meson.key \
      meson-network business usage --json
)";

using enum SettingType;

constexpr std::array kTable{
    Setting{"router", Url, "", "The network's Router. Required.", "Access"},
    Setting{
        "api-key-file", Path, "",
        "File that holds the account's API key and nothing else. Required.", "Access"},
    shared::routerCa("Access"),
    Setting{"json", Switch, "no", "Print the Router's answer as JSON.", "Output"},
    Setting{
        "origin", Url, "", "bind: where the domain's content comes from: scheme and host.",
        "Binding"},
    Setting{
        "public-origin", Switch, "no",
        "bind: the origin's address is no secret: Terminals may fetch from it "
        "directly.",
        "Binding"},
    Setting{
        "relay", Switch, "no", "bind: the Router relays the bytes instead of redirecting viewers.",
        "Binding"},
    Setting{
        "bind-client-network", Switch, "no",
        "bind: a redirect works only in the network (/24 or /48) of the "
        "viewer who got it.",
        "Binding"},
    Setting{"all", Switch, "no", "purge: everything of the domain.", "Purge"},
    Setting{"account", Text, "", "top-up: the account to credit. Default: one's own.", "Top-up"},
    Setting{
        "reference", Text, "",
        "top-up: the payment's reference, which is booked only once. Default: a random "
        "one.",
        "Top-up"},
    shared::kSettingsFile,
    shared::kVerbose,
};

using business::BusinessAnswer;
using business::BusinessClient;

QString field(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toString();
}
std::int64_t count(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toInteger();
}

void printLine(const QString& line) {
    std::fputs((line + QLatin1Char('\n')).toUtf8().constData(), stdout);
}

void printBinding(const QJsonObject& answer) {
    printLine(
        QStringLiteral("%1 is bound to %2.").arg(field(answer, "domain"), field(answer, "origin")));
    printLine(QStringLiteral("Set this DNS line:   %1").arg(field(answer, "dns")));
    if (const QString note = field(answer, "dnsNote"); !note.isEmpty())
        printLine(note);
    printLine(QStringLiteral("Then it answers at:  %1").arg(field(answer, "exampleUrl")));
}

void printList(const QJsonObject& answer) {
    for (const QJsonValue& value : answer.value(QLatin1String("bindings")).toArray()) {
        const QJsonObject binding = value.toObject();
        printLine(QStringLiteral("%1  %2")
                      .arg(field(binding, "domain"), -32)
                      .arg(field(binding, "origin")));
        if (const QString problem = field(binding, "problem"); !problem.isEmpty())
            printLine(QStringLiteral("    ") + problem);
    }
}

void printUsage(const QJsonObject& answer) {
    for (const QJsonValue& value : answer.value(QLatin1String("bindings")).toArray()) {
        const QJsonObject binding = value.toObject();
        printLine(QStringLiteral("%1  %2 requests, %3 by Terminals, %4 by the Router")
                      .arg(field(binding, "domain"), -32)
                      .arg(count(binding, "requests"))
                      .arg(
                          QString::fromStdString(
                              base::formatBytes(base::Bytes(count(binding, "bytesByTerminals")))),
                          QString::fromStdString(
                              base::formatBytes(base::Bytes(count(binding, "bytesByRouter"))))));
    }
    const auto money = [&](const char* name) {
        return QString::fromStdString(base::formatMillionths(count(answer, name)));
    };
    printLine(QStringLiteral("fees %1, balance %2%3")
                  .arg(
                      money("fees"), money("balance"),
                      answer.value(QLatin1String("demo")).toBool() ? QStringLiteral(" (DEMO)")
                                                                   : QString()));
}

void printAccount(const QJsonObject& answer) {
    printLine(
        QStringLiteral(
            "Account %1. Its API key, shown only now: keep it in a file that only you can read.")
            .arg(field(answer, "name")));
    printLine(field(answer, "apiKey"));
}

void printBalance(const QJsonObject& answer) {
    printLine(QStringLiteral("Balance of %1: %2")
                  .arg(
                      field(answer, "account"),
                      QString::fromStdString(base::formatMillionths(count(answer, "balance")))));
}

void printPurged(const QJsonObject& answer) {
    printLine(QStringLiteral("Objects dropped: %1.").arg(count(answer, "purged")));
}

void printUnbound(const QJsonObject& answer) {
    printLine(QStringLiteral("%1 is disconnected.").arg(field(answer, "domain")));
}

using AnswerPrinter = void (*)(const QJsonObject&);

int finish(const Settings& settings, const BusinessAnswer& answer, AnswerPrinter print) {
    if (!answer)
        return complain(base::explain(answer.error()), kExitFailed);
    if (settings.isOn("json"))
        std::fputs(QJsonDocument(*answer).toJson(QJsonDocument::Indented).constData(), stdout);
    else
        print(*answer);
    return kExitOk;
}

/// One action of the command: "bind", "account create" …
struct Action {
    std::string_view words;
    std::string_view operand; ///< what follows the words; empty: nothing does
    int (*run)(const Settings& settings, const BusinessClient& client, const std::string& operand);
};

int bind(const Settings& settings, const BusinessClient& client, const std::string& domain) {
    if (auto given = settings.require("origin"); !given)
        return complain(base::explain(given.error()), kExitUsage);
    business::BindingRequest request;
    request.domain = domain;
    request.origin = settings.text("origin");
    if (settings.isOn("public-origin"))
        request.visibility = business::BindingRequest::Origin::Public;
    if (settings.isOn("relay"))
        request.delivery = business::BindingRequest::Delivery::Relay;
    if (settings.isOn("bind-client-network"))
        request.tokens = business::BindingRequest::Tokens::ClientNetwork;
    return finish(settings, client.bind(request), printBinding);
}

int list(const Settings& settings, const BusinessClient& client, const std::string&) {
    return finish(settings, client.list(), printList);
}
int usage(const Settings& settings, const BusinessClient& client, const std::string&) {
    return finish(settings, client.usage(), printUsage);
}

int purge(const Settings& settings, const BusinessClient& client, const std::string& what) {
    return finish(
        settings, settings.isOn("all") ? client.purgeDomain(what) : client.purgeUrl(what),
        printPurged);
}

int topUp(const Settings& settings, const BusinessClient& client, const std::string& amount) {
    const auto millionths = base::parseMillionths(amount);
    if (!millionths || *millionths == 0)
        return complain(amount + ": The amount must be like 12.5, above 0.", kExitUsage);
    return finish(
        settings,
        client.topUp(
            base::MicroCredits(*millionths), settings.text("account"), settings.text("reference")),
        printBalance);
}

int unbind(const Settings& settings, const BusinessClient& client, const std::string& domain) {
    return finish(settings, client.unbind(domain), printUnbound);
}
int createAccount(const Settings& settings, const BusinessClient& client, const std::string& name) {
    return finish(settings, client.createAccount(name), printAccount);
}

constexpr std::array kActions{
    Action{"bind", "DOMAIN", bind},
    Action{"list", "", list},
    Action{"usage", "", usage},
    Action{"purge", "URL", purge},
    Action{"top-up", "AMOUNT", topUp},
    Action{"unbind", "DOMAIN", unbind},
    Action{"account create", "NAME", createAccount},
};

int refuse(const std::string& words) {
    std::string known;
    for (const Action& action : kActions)
        known += (known.empty() ? "" : ", ") + std::string(action.words);
    return complain(
        words.empty()
            ? "business: Say what to do: " + known + "."
            : "business " + words + ": There is no such action; there are: " + known + ".",
        kExitUsage);
}

int runAction(const Settings& settings, const Action& action, const std::string& operand) {
    for (const char* required : {"router", "api-key-file"})
        if (auto given = settings.require(required); !given)
            return complain(base::explain(given.error()), kExitUsage);
    const std::string file = settings.path("api-key-file");
    const auto key = platform::readFile(file);
    if (!key)
        return complain(
            file + ": The API key file cannot be read: check its name and permissions.",
            kExitFailed);
    if (!platform::isPrivateFile(file))
        return complain(
            file + ": Other users can read this API key: chmod 600 it first.", kExitFailed);
    std::string routerUrl = settings.text("router");
    while (routerUrl.ends_with('/'))
        routerUrl.pop_back();
    const BusinessClient client(
        {routerUrl, QByteArray::fromStdString(*key).trimmed().toStdString(),
         settings.path("router-ca")});
    return action.run(settings, client, operand);
}

int runBusiness(const Settings& settings) {
    std::vector<std::string> words = settings.positionals();
    std::string name = words.empty() ? std::string() : words.front();
    if (name == "account" && words.size() > 1) {
        name += " " + words[1];
        words.erase(words.begin());
    }
    for (const Action& action : kActions) {
        if (action.words != name)
            continue;
        const std::size_t expected = action.operand.empty() ? 1 : 2;
        if (words.size() == expected)
            return runAction(settings, action, words.size() > 1 ? words[1] : std::string());
        return complain(
            "business " + name + ": Expected " +
                (action.operand.empty() ? "nothing after it."
                                        : "one " + std::string(action.operand) + " after it."),
            kExitUsage);
    }
    return refuse(name);
}

} // namespace

const Command kBusinessCommand{
    "business",
    "accelerate a domain: bind, list, usage, purge, top-up",
    kDescription,
    kTable,
    Settings::Positionals::Collected,
    runBusiness};

} // namespace meson::node
