using Zkfp.Protocol;
using static Zkfp.Protocol.ErrorKind;

namespace Zkfp.Verifier.Tests.Tamper;

/// <summary>
/// For every field of a proof, the errors with which a verifier may refuse a change of it, and for those of a final proof the step at which the contract does.
/// </summary>
internal static class TamperManifest
{
    /// <summary>Errors of a proof whose words are shifted or whose lengths lie.</summary>
    public static readonly ErrorKind[] Structure = [Truncated, TrailingBytes, BadLength, BadShape, NonCanonicalElement];

    private static readonly Dictionary<string, ErrorKind[]> s_changed = new()
    {
        ["magic"] = [BadHeader],
        ["kind"] = [BadHeader],
        ["version"] = [BadHeader],
        ["key digest"] = [WrongKey],
        ["shard count"] = Structure,
        ["gamma nonce"] = [BadProofOfWork],
        // Another class has other lengths, or cannot hold the rows; if by chance it is read, it is absorbed.
        ["main width"] = [.. Structure, LocalBusUnbalanced, GkrMismatch],
        ["boundary width"] = [.. Structure, BadProofOfWork, LocalBusUnbalanced, GkrMismatch],
        ["log leaves"] = [.. Structure, LocalBusUnbalanced, GkrMismatch],
        // Rows of the same height leave all lengths and places as they are; they are absorbed, under Γ where the table has global messages. Then Γ's proof
        // of work fails, and if it does not, all later challenges are others.
        ["rows"] = [.. Structure, BadProofOfWork, LocalBusUnbalanced, GkrMismatch],
        // Something is there that has no evaluations in the proof.
        ["absent rows"] = Structure,
        // Other fingerprints. A shard without local messages has the sum 0 under any, and fails one step later.
        ["boundary root"] = [BadProofOfWork, LocalBusUnbalanced, GkrMismatch],
        ["main root"] = [LocalBusUnbalanced, GkrMismatch],
        ["nonce"] = [BadProofOfWork],
        ["local output"] = [LocalBusUnbalanced, GkrMismatch],
        ["global output"] = [GkrMismatch],
        ["gkr sumcheck"] = [GkrMismatch],
        ["gkr children"] = [GkrMismatch],
        ["zerocheck"] = [ConstraintMismatch],
        ["evaluations"] = [ConstraintMismatch],
        // A changed message changes the queries' proof of work first.
        ["whir initial sumcheck"] = [BadProofOfWork],
        ["whir root"] = [BadProofOfWork],
        ["whir nonce"] = [BadProofOfWork],
        ["whir sumcheck"] = [BadProofOfWork],
        ["final polynomial"] = [BadProofOfWork],
        ["final nonce"] = [BadProofOfWork],
        ["opening row length"] = Structure,
        ["opening sibling count"] = Structure,
        ["opening rows"] = [RootMismatch],
        ["opening siblings"] = [RootMismatch],
        ["final sumcheck"] = [WhirMismatch],
        // Of final proofs: what is claimed is hashed to the public values, whose messages then do not cancel.
        ["run count"] = Structure,
        ["claimed key"] = [LocalBusUnbalanced],
        ["claimed outcome"] = [LocalBusUnbalanced],
        ["claimed flag"] = [LocalBusUnbalanced],
        ["claimed word"] = [LocalBusUnbalanced],
        ["out of domain"] = [LocalBusUnbalanced],
        ["whir initial nonce"] = [BadProofOfWork],
        ["whir out of domain"] = [BadProofOfWork],
        ["whir fold nonce"] = [BadProofOfWork],
    };

    // Of docs/protocol.md §8: where what is first wrong is compared with anything.
    private static readonly Dictionary<string, int> s_steps = new()
    {
        ["main root"] = 4,
        ["out of domain"] = 4,
        ["nonce"] = 3,
        ["local output"] = 4,
        ["global output"] = 4,
        ["gkr sumcheck"] = 4,
        ["gkr children"] = 4,
        ["zerocheck"] = 6,
        ["evaluations"] = 6,
    };

    public static ErrorKind[] Changed(string field) => field.StartsWith("public value ", StringComparison.Ordinal)
        ? [BadPublicValue, BadChain, BadHalt, BadCommit, BadProofOfWork, LocalBusUnbalanced]
        : s_changed[field];

    /// <summary>The step that refuses another message.</summary>
    public static int Step(string field) => s_steps.GetValueOrDefault(field, 7);
}
