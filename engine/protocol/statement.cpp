// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/protocol/statement.h"

#include "engine/protocol/codec.h"

namespace meson::protocol {
namespace {

// What is signed begins with its meaning, so that no signature stands for anything else.
constexpr std::string_view kStatement = "meson-statement-v1:";
constexpr std::string_view kAgreed = "meson-statement-agreed-v1:";

std::string signedText(std::string_view meaning, std::string_view text) {
    return std::string(meaning).append(text);
}

} // namespace

std::string_view sentence(StatementError error) {
    switch (error) {
    case StatementError::NotSigned:
        return "The signature is not the Router's: the statement was altered or is forged.";
    case StatementError::NotRead:
        return "The text is no statement of this protocol.";
    case StatementError::WrongNode:
        return "The statement is another Terminal's.";
    }
    return {};
}

SignedStatement signStatement(const Statement& statement, const crypto::Identity& router) {
    std::string text = encode(statement).toStdString();
    const auto signature = router.sign(base::bytesOf(signedText(kStatement, text)));
    return {std::move(text), signature};
}

base::Result<Statement, StatementFailure> readStatement(
    const SignedStatement& received, const crypto::PublicKey& router, const base::NodeId& node) {
    auto statement = decode<Statement>(QByteArray::fromStdString(received.text));
    if (!statement)
        return base::fail(StatementError::NotRead, explain(statement.error()));
    const std::string about = "statement of epoch " + std::to_string(statement->epoch);
    if (!crypto::verifySignature(
            router, base::bytesOf(signedText(kStatement, received.text)), received.signature))
        return base::fail(StatementError::NotSigned, about);
    if (statement->node != node)
        return base::fail(StatementError::WrongNode, about);
    return *std::move(statement);
}

crypto::Signature countersign(std::string_view text, const crypto::Identity& terminal) {
    return terminal.sign(base::bytesOf(signedText(kAgreed, text)));
}

bool isCountersigned(
    std::string_view text, const crypto::Signature& signature, const crypto::PublicKey& terminal) {
    return crypto::verifySignature(terminal, base::bytesOf(signedText(kAgreed, text)), signature);
}

} // namespace meson::protocol
