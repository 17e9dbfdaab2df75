namespace Zkfp.MipsVm.Hosting;

/// <summary>Serves preimages to programs of profile <c>cannon</c>. Answers must not change during a run.</summary>
public interface IPreimageOracle
{
    /// <summary>The preimage of a 32-byte key, or null if it is not known.</summary>
    byte[]? Find(ReadOnlySpan<byte> key);

    /// <summary>A hint of the program about what it will ask for.</summary>
    void Hint(ReadOnlySpan<byte> hint);
}

/// <summary>Preimages held in memory.</summary>
public sealed class MemoryPreimageOracle : IPreimageOracle
{
    private readonly Dictionary<string, byte[]> _preimages = [];

    /// <summary>Adds or replaces the preimage of <paramref name="key"/> (32 bytes).</summary>
    public void Add(ReadOnlySpan<byte> key, byte[] preimage)
    {
        if (key.Length != 32)
            throw new ArgumentException($"a key of 32 bytes expected, got {key.Length}", nameof(key));
        _preimages[Convert.ToHexString(key)] = preimage;
    }

    /// <inheritdoc/>
    public byte[]? Find(ReadOnlySpan<byte> key) =>
        _preimages.GetValueOrDefault(Convert.ToHexString(key));

    /// <inheritdoc/>
    public void Hint(ReadOnlySpan<byte> hint)
    {
    }
}
