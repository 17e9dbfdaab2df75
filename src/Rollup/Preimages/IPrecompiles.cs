namespace Zkfp.Rollup.Preimages;

/// <summary>Ethereum's precompiled contracts.</summary>
public interface IPrecompiles
{
    /// <summary>Runs one with as much gas as it takes: 1 ‖ output, 0 where it fails, null where <paramref name="address"/> (20 bytes) is none.</summary>
    byte[]? Run(ReadOnlySpan<byte> address, ReadOnlySpan<byte> input);
}
