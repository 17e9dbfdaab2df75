using Zkfp.Core.Hash;

namespace Zkfp.Rollup.Encoding;

/// <summary>Keccak-256 as a hash of Ethereum.</summary>
public static class Keccak256
{
    /// <summary>The 32-byte digest of <paramref name="data"/>.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[Keccak.DigestBytes];
        Keccak.Hash256(data, digest);
        return new Hash256(digest);
    }
}
