using static Zkfp.Verifier.ErrorKind;

namespace Zkfp.Verifier.Tests.Tamper;

/// <summary>For every field of a proof, the errors with which a verifier may refuse a change of it.</summary>
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
        // Γ binds the boundary matrix, its rows and the public values: its proof of work fails, and if it does not, all later challenges are others.
        ["main width"] = [.. Structure, LocalBusUnbalanced, GkrMismatch],
        ["boundary width"] = [.. Structure, BadProofOfWork, LocalBusUnbalanced, GkrMismatch],
        ["log leaves"] = [.. Structure, LocalBusUnbalanced, GkrMismatch],
        ["rows"] = [.. Structure, BadProofOfWork, LocalBusUnbalanced, GkrMismatch],
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
    };

    public static ErrorKind[] Changed(string field) => field.StartsWith("public value ", StringComparison.Ordinal)
        ? [BadPublicValue, BadChain, BadHalt, BadCommit, BadProofOfWork, LocalBusUnbalanced]
        : s_changed[field];
}
