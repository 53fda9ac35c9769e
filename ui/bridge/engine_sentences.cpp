// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/router_sentences.h"
#include "ui/bridge/words.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace meson::bridge {
namespace {

/// Every fixed sentence of the engine that reaches the owner, so that it is found for translation.
[[maybe_unused]] constexpr const char* kSentences[] = {
    QT_TRANSLATE_NOOP("engine", "The demo network is coming up."),
    QT_TRANSLATE_NOOP("engine", "The demo network has ended"),
    QT_TRANSLATE_NOOP("engine", "An unexpected failure ended the engine"),
    QT_TRANSLATE_NOOP("engine", "An unexpected failure ended the engine."),
    QT_TRANSLATE_NOOP("engine", "Preparing the film, once: about half a minute …"),
    QT_TRANSLATE_NOOP(
        "engine", "The Router does not answer: check the network; it is tried again by itself."),
    QT_TRANSLATE_NOOP(
        "engine", "The Router's certificate is not trusted, or the TLS handshake failed: check the "
                  "Router's address and the certificates to trust."),
    QT_TRANSLATE_NOOP(
        "engine", "The proxy refused or does not answer: check the system's proxy settings."),
    QT_TRANSLATE_NOOP("engine", "The Router did not answer in time; it is tried again by itself."),
    QT_TRANSLATE_NOOP("engine", "The Router refuses this computer's time: set the clock (NTP)."),
    QT_TRANSLATE_NOOP("engine", "The Router refused the request."),
    QT_TRANSLATE_NOOP(
        "engine", "The Router's answer is not of this protocol: check the Router's address."),
    QT_TRANSLATE_NOOP("engine", "The program is stopping."),
    QT_TRANSLATE_NOOP("engine", "This setting is outside its range."),
    QT_TRANSLATE_NOOP(
        "engine", "The Router's address must be http:// or https:// with a host and no path."),
    QT_TRANSLATE_NOOP(
        "engine", "The state folder cannot be used: check its permissions or name another."),
    QT_TRANSLATE_NOOP(
        "engine", "Another Terminal uses this state folder: stop it or name another folder."),
    QT_TRANSLATE_NOOP("engine", "The node's key cannot be used; it is left as it is."),
    QT_TRANSLATE_NOOP("engine", "The cache cannot be opened."),
    QT_TRANSLATE_NOOP("engine", "The certificate cannot be used."),
    QT_TRANSLATE_NOOP("engine", "Clients cannot be served there."),
    QT_TRANSLATE_NOOP("engine", "The control API cannot be offered there."),
    QT_TRANSLATE_NOOP(
        "engine", "The cache folder cannot be created or written: check its permissions or choose "
                  "another."),
    QT_TRANSLATE_NOOP("engine", "Neither quota nor disk has room for the object."),
    QT_TRANSLATE_NOOP("engine", "No such object is stored here."),
    QT_TRANSLATE_NOOP(
        "engine", "The volume does not answer any more: check the disk or its cable."),
    QT_TRANSLATE_NOOP("engine", "The disk refused to write."),
    QT_TRANSLATE_NOOP("engine", "Another program uses this cache folder."),
    QT_TRANSLATE_NOOP("engine", "The file or one of its folders does not exist."),
    QT_TRANSLATE_NOOP("engine", "This user may not do that there: check the permissions."),
    QT_TRANSLATE_NOOP("engine", "The file system is mounted read-only."),
    QT_TRANSLATE_NOOP("engine", "The disk is full."),
    QT_TRANSLATE_NOOP("engine", "Too many files are open."),
    QT_TRANSLATE_NOOP("engine", "The disk or the system refused."),
    QT_TRANSLATE_NOOP(
        "engine",
        "Another program already listens there: choose another port or stop that program."),
    QT_TRANSLATE_NOOP("engine", "This user may not listen there: choose a port above 1023."),
    QT_TRANSLATE_NOOP("engine", "This computer does not have that address."),
    QT_TRANSLATE_NOOP("engine", "The system refused to listen there."),
    QT_TRANSLATE_NOOP("engine", "The home router is being asked to pass the port on."),
    QT_TRANSLATE_NOOP("engine", "The name must have 1 to 63 characters."),
    QT_TRANSLATE_NOOP("engine", "This is not an Ethereum address: 0x and 40 hexadecimal digits."),
    QT_TRANSLATE_NOOP("engine", "A character of this address is wrong: its checksum does not fit."),
    QT_TRANSLATE_NOOP("engine", "At least one folder is needed."),
    QT_TRANSLATE_NOOP("engine", "The folder must be an absolute path."),
    QT_TRANSLATE_NOOP("engine", "The same folder is named twice."),
    QT_TRANSLATE_NOOP("engine", "A folder needs at least 16 MB."),
    QT_TRANSLATE_NOOP("engine", "One folder must stay, for what is moved out of the others."),
    QT_TRANSLATE_NOOP("engine", "A limit must be 100 kbit/s or more, or none."),
    QT_TRANSLATE_NOOP("engine", "The day of the month must be 1 to 31."),
    QT_TRANSLATE_NOOP("engine", "The temperature must be 0 to 120 °C."),
    QT_TRANSLATE_NOOP("engine", "The port must be 0 to 65535."),
    QT_TRANSLATE_NOOP("engine", "This is not a host name or an IP address."),
    QT_TRANSLATE_NOOP("engine", "A number is outside its range."),
    QT_TRANSLATE_NOOP("engine", "A price or power must not be negative."),
    QT_TRANSLATE_NOOP("engine", "The currency is named by at most 8 characters, as EUR."),
    QT_TRANSLATE_NOOP("engine", "There is no settings file yet."),
    QT_TRANSLATE_NOOP(
        "engine", "The settings file cannot be read: check its permissions. It is left as it is."),
    QT_TRANSLATE_NOOP("engine", "The settings file could not be understood; it was put aside."),
    QT_TRANSLATE_NOOP(
        "engine", "The settings file is of a newer version of this program; it was put aside."),
    QT_TRANSLATE_NOOP(
        "engine",
        "The settings could not be saved: check the folder's permissions and free space."),
    QT_TRANSLATE_NOOP(
        "engine", "This is no line of \"meson-network pair\": it begins with \"meson-pair:\"."),
    QT_TRANSLATE_NOOP(
        "engine", "The host must be a name or an IP address; IPv6 stands in brackets."),
    QT_TRANSLATE_NOOP("engine", "The port must be 1 to 65535."),
    QT_TRANSLATE_NOOP("engine", "The node's id is damaged: it has 52 letters and digits."),
    QT_TRANSLATE_NOOP("engine", "The code is damaged: it has 16 letters and digits."),
    QT_TRANSLATE_NOOP(
        "engine", "No code waits: run \"meson-network pair\" on the Terminal's computer."),
    QT_TRANSLATE_NOOP("engine", "The code is wrong."),
    QT_TRANSLATE_NOOP(
        "engine", "The code was tried wrongly too often and is void: make a new one."),
    QT_TRANSLATE_NOOP("engine", "The code has expired: make a new one."),
    QT_TRANSLATE_NOOP("engine", "The code was used already: make a new one."),
    QT_TRANSLATE_NOOP("engine", "Too many apps are paired: revoke one first."),
    QT_TRANSLATE_NOOP(
        "engine", "The list of paired apps cannot be saved: check the folder and its free space."),
    QT_TRANSLATE_NOOP(
        "engine", "The list of paired apps cannot be read, so that no app is let in: restore the "
                  "file, or move it away and pair anew."),
    QT_TRANSLATE_NOOP("engine", "Apps on other machines cannot reach this Terminal"),
    QT_TRANSLATE_NOOP(
        "engine", "That machine no longer lets this app in: it was revoked there. Attach it again "
                  "with a new line."),
    QT_TRANSLATE_NOOP(
        "engine", "Another key answers there than that machine's own: it was set up anew, or "
                  "somebody stands in between. Nothing was sent."),
    QT_TRANSLATE_NOOP("engine", "What answers there is no Terminal of this network's kind."),
    QT_TRANSLATE_NOOP("engine", "That machine is not attached any more."),
    QT_TRANSLATE_NOOP(
        "engine", "The host name does not resolve: check its spelling and the name server."),
    QT_TRANSLATE_NOOP("engine", "Nothing answers at that address and port."),
    QT_TRANSLATE_NOOP("engine", "The TLS handshake or the certificate check failed."),
    QT_TRANSLATE_NOOP("engine", "The server did not answer in time, or stopped sending."),
    QT_TRANSLATE_NOOP("engine", "The server's answer is not HTTP, or breaks its rules."),
    QT_TRANSLATE_NOOP("engine", "The connection ended before the answer was complete."),
    QT_TRANSLATE_NOOP(
        "engine", "The list of attached machines cannot be read: check its permissions. It is left "
                  "as it is."),
    QT_TRANSLATE_NOOP(
        "engine", "The list of attached machines could not be understood; it was put aside. Attach "
                  "them again."),
    QT_TRANSLATE_NOOP(
        "engine", "The list of attached machines could not be saved: check the folder's "
                  "permissions and free space."),
};

QString known(const QString& english) {
    const QByteArray text = english.toUtf8();
    return QCoreApplication::translate("engine", text.constData());
}

} // namespace

QString engineSentence(const std::string& english) {
    const QString whole = QString::fromStdString(english);
    if (const auto said = routerSentence(whole))
        return *said;
    // "<what it concerns>: <sentence> <sentence>".
    static const QRegularExpression kEnds(QStringLiteral("(?<=: )|(?<=\\. )"));
    const QStringList parts = whole.split(kEnds);
    // Sentences hold such ends themselves: the longest piece that is known wins, from the left on.
    QString words;
    for (qsizetype from = 0; from < parts.size();) {
        qsizetype count = parts.size() - from + 1;
        QString piece;
        QString end;
        QString said;
        do {
            piece = parts.mid(from, --count).join(QString());
            end = piece.endsWith(QLatin1String(": ")) ? QStringLiteral(": ")
                  : piece.endsWith(QLatin1Char(' '))  ? QStringLiteral(" ")
                                                      : QString();
            piece.chop(end.size());
            said = known(piece);
        } while (count > 1 && said == piece);
        words += said + end;
        from += count;
    }
    return words;
}

QString settingSentence(node::SettingProblem problem) {
    return engineSentence(std::string(node::sentence(problem)));
}

} // namespace meson::bridge
