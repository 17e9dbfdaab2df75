namespace Zkfp.Protocol;

/// <summary>Why a verifier rejects.</summary>
/// <param name="Kind">The rule that is broken.</param>
/// <param name="Where">Shard, step and item.</param>
/// <param name="Expected">What an honest proof has there.</param>
/// <param name="Got">What this one has.</param>
public sealed record VerificationError(ErrorKind Kind, string Where, string Expected, string Got)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Where}: expected {Expected}, got {Got}";
}
