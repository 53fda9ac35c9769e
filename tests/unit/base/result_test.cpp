// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/base/result.h"

namespace {

enum class Inner { NotReadable };
enum class Outer { NoCertificate };

std::string_view sentence(Inner) {
    return "The file cannot be read.";
}
std::string_view sentence(Outer) {
    return "The certificate cannot be used.";
}

} // namespace

class ResultTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFailureIsExplainedAfterWhatItConcerns() {
        const meson::base::Failure<Inner> inner{Inner::NotReadable, "/key.pem"};
        QCOMPARE(explain(inner), std::string("/key.pem: The file cannot be read."));
        QCOMPARE(explain(meson::base::Failure<Inner>{}), std::string("The file cannot be read."));
        const meson::base::Failure<Outer> outer{Outer::NoCertificate, explain(inner)};
        QCOMPARE(
            explain(outer),
            std::string("/key.pem: The file cannot be read. The certificate cannot be used."));
    }
};

QTEST_GUILESS_MAIN(ResultTest)
#include "result_test.moc"
