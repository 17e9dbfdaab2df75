using System.Security.Cryptography;
using Zkfp.MipsVm.Hosting;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Preimages;

/// <summary>
/// Preimages from a folder, a server, or both: what a key determines is taken from the folder where it is; values that no key determines (local and generic
/// ones, which differ from dispute to dispute) are always asked of the server. What the server answers is kept in the folder.
/// </summary>
/// <param name="folder">The folder, or null.</param>
/// <param name="server">The server, or null.</param>
/// <param name="onHint">Told each hint.</param>
public sealed class PreimageSource(DirectoryPreimageOracle? folder, IPreimageOracle? server, Action<string>? onHint = null) : IPreimageOracle
{
    /// <inheritdoc/>
    /// <exception cref="PreimageServerException">The server fails, or what it answers does not hash to the key.</exception>
    public byte[]? Find(ReadOnlySpan<byte> key)
    {
        bool ofKey = (PreimageType)key[0] is not (PreimageType.Local or PreimageType.Generic);
        if ((ofKey || server is null) && folder?.Find(key) is { } kept) return kept;
        if (server?.Find(key) is not { } preimage) return null;
        if (PreimageKey.IsChecked(key) && !Matches(key, preimage))
            throw new PreimageServerException($"the preimage server lies: {preimage.Length} bytes do not hash to {PreimageKey.Describe(key)}");
        folder?.Keep(key, preimage);
        return preimage;
    }

    /// <inheritdoc/>
    public void Hint(ReadOnlySpan<byte> hint)
    {
        onHint?.Invoke(HintText.Of(hint));
        server?.Hint(hint);
    }

    /// <summary>Whether a preimage is that of a keccak256 or sha256 key.</summary>
    public static bool Matches(ReadOnlySpan<byte> key, ReadOnlySpan<byte> preimage)
    {
        byte[] hash = (PreimageType)key[0] == PreimageType.Keccak256 ? Keccak256.Hash(preimage).ToArray() : SHA256.HashData(preimage);
        return key[1..].SequenceEqual(hash.AsSpan(1));
    }
}
