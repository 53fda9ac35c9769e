// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <QTranslator>

#include "ui/bridge/words.h"

namespace {

/// Knows three sentences, and marks what it says.
class Known final : public QTranslator {
public:
    QString translate(const char*, const char* source, const char*, int) const override {
        static const QStringList sentences{
            QStringLiteral("The key cannot be read: check its permissions. It is left as it is."),
            QStringLiteral("The certificate cannot be used."), QStringLiteral("the receipts")};
        const QString text = QString::fromUtf8(source);
        return sentences.contains(text) ? QLatin1Char('<') + text + QLatin1Char('>') : QString();
    }
    bool isEmpty() const override { return false; }
};

} // namespace

class EngineSentencesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysEachKnownPieceInTheOwnersLanguage_data() {
        QTest::addColumn<QString>("english");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* english, const char* said) {
            QTest::newRow(english) << QString::fromUtf8(english) << QString::fromUtf8(said);
        };
        row("something else", "something else");
        row("The certificate cannot be used.", "<The certificate cannot be used.>");
        row("/a.pem: The certificate cannot be used.", "/a.pem: <The certificate cannot be used.>");
        row("the receipts: /a: b: Nobody knows. Really.",
            "<the receipts>: /a: b: Nobody knows. Really.");
        row("[::]:80: The key cannot be read: check its permissions. It is left as it is. The "
            "certificate cannot be used.",
            "[::]:80: <The key cannot be read: check its permissions. It is left as it is.> <The "
            "certificate cannot be used.>");
    }
    void saysEachKnownPieceInTheOwnersLanguage() {
        QFETCH(QString, english);
        QFETCH(QString, said);
        Known known;
        QVERIFY(QCoreApplication::installTranslator(&known));
        QCOMPARE(meson::bridge::engineSentence(english.toStdString()), said);
    }
};

QTEST_GUILESS_MAIN(EngineSentencesTest)
#include "engine_sentences_test.moc"
