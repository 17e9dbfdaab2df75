using System.Numerics;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Types;

/// <summary>An account with its code and storage in full.</summary>
public sealed record AccountState
{
    public ulong Nonce { get; init; }

    public BigInteger Balance { get; init; }

    public ReadOnlyMemory<byte> Code { get; init; }

    /// <summary>Slots that are not zero.</summary>
    public IReadOnlyDictionary<Hash256, BigInteger> Storage { get; init; } = new Dictionary<Hash256, BigInteger>();
}
