using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp;

/// <summary>What a program is given, and where its output goes. Streams are used by one run and not closed.</summary>
public sealed class ZkfpInput
{
    /// <summary>argv from 1 on; argv[0] is the program's name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Standard input; empty if null. Not part of what a proof states.</summary>
    public Stream? Stdin { get; init; }

    /// <summary>Receives standard output, whose SHA-256 a proof states; dropped if null.</summary>
    public Stream? Stdout { get; init; }

    /// <summary>Receives standard error; dropped if null.</summary>
    public Stream? Stderr { get; init; }

    /// <summary>Profile Cannon: the preimage of a 32-byte key, or null where it is not known. Its answers must not change during a run.</summary>
    public Func<ReadOnlyMemory<byte>, byte[]?>? Preimages { get; init; }

    internal LinuxHost Host(ZkfpProgram program)
    {
        Endianness order = program.Image.Endianness;
        bool cannon = program.Image.Profile == Profile.Cannon;
        if (cannon && (Stdin is not null || Arguments.Count != 0))
            throw new ArgumentException("programs of profile Cannon start with fixed arguments and without standard input");
        if (!cannon && Preimages is not null) throw new ArgumentException("preimages are for programs of profile Cannon");
        var options = new LinuxHostOptions { Arguments = [program.Name, .. Arguments], Stdin = Stdin, Stdout = Stdout, Stderr = Stderr };
        return cannon ? new CannonHost(order, options, new Oracle(Preimages)) : new LinuxHost(order, options);
    }
}

/// <summary>A caller's function as an oracle.</summary>
internal sealed class Oracle(Func<ReadOnlyMemory<byte>, byte[]?>? find) : IPreimageOracle
{
    /// <inheritdoc/>
    public byte[]? Find(ReadOnlySpan<byte> key) => find?.Invoke(key.ToArray());

    /// <inheritdoc/>
    public void Hint(ReadOnlySpan<byte> hint)
    {
        // Whoever answers from what it has needs none.
    }
}
