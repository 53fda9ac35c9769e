// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/identity.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace meson;
using namespace meson::crypto;

class IdentityTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string path(const char* name) const {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }
    void write(const std::string& file, const QByteArray& text) const {
        QFile out(QString::fromStdString(file));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
        out.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }

private Q_SLOTS:
    void isTheSameNodeAfterARestart() {
        const auto first = Identity::loadOrCreate(path("deep/er/node.key"));
        QVERIFY(first);
        const auto second = Identity::loadOrCreate(path("deep/er/node.key"));
        QVERIFY(second);
        QVERIFY(first->nodeId() == second->nodeId());
    }

    void onlyTheOwnerCanReadTheKeyFile() {
        QVERIFY(Identity::loadOrCreate(path("node.key")));
        const auto mode = QFile::permissions(QString::fromStdString(path("node.key")));
        QVERIFY(!(
            mode & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)));
    }

    void refusesAKeyThatOthersCanRead() {
        const std::string file = path("open.key");
        QVERIFY(Identity::loadOrCreate(file));
        QFile::setPermissions(QString::fromStdString(file), QFile::ReadOwner | QFile::ReadOther);
        QVERIFY(Identity::loadOrCreate(file).error().code == IdentityError::TooOpen);
    }

    void neverReplacesAFileThatIsNoKey() {
        write(path("bad.key"), "not a key");
        const auto result = Identity::loadOrCreate(path("bad.key"));
        QVERIFY(!result && result.error().code == IdentityError::NotAKey);
        QVERIFY(base::explain(result.error()).find("bad.key") != std::string::npos);
        QFile file(QString::fromStdString(path("bad.key")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("not a key"));
    }

    void saysSoWhenTheKeyCannotBeSaved() {
        write(path("file"), "a file where a folder should be");
        const auto result = Identity::loadOrCreate(path("file") + "/node.key");
        QVERIFY(!result);
    }

    void signaturesVerifyAndEveryChangeBreaksThem() {
        const Identity identity = Identity::generate();
        const Signature good = identity.sign(base::bytesOf("message"));
        QVERIFY(verifySignature(identity.publicKey(), base::bytesOf("message"), good));
        QVERIFY(!verifySignature(identity.publicKey(), base::bytesOf("massage"), good));
        QVERIFY(!verifySignature(Identity::generate().publicKey(), base::bytesOf("message"), good));
        for (std::size_t i = 0; i < good.size(); ++i) {
            Signature bad = good;
            bad[i] ^= 1;
            QVERIFY(!verifySignature(identity.publicKey(), base::bytesOf("message"), bad));
        }
    }

    void nodeIdsAreDnsLabels() {
        const std::string text = toText(Identity::generate().nodeId());
        QCOMPARE(text.size(), 52U);
        QVERIFY(base::idFromText<base::NodeId>(text));
    }
};

QTEST_GUILESS_MAIN(IdentityTest)
#include "identity_test.moc"
