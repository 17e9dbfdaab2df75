using System.Buffers.Binary;
using System.Diagnostics;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Verifier.Tests.Second;

/// <summary>A process of the second verifier for one machine; answers are the lines that it prints.</summary>
internal sealed class SecondVerifier : IDisposable
{
    private readonly Process _process;
    private readonly Lock _lock = new();

    /// <summary>Starts it, to expect proofs of this layer; <see cref="GoVerifier.Path"/> must not be null.</summary>
    public SecondVerifier(MachineDefinition machine, ProofLayer layer = ProofLayer.Shard)
        : this(machine, ["-layer", layer.ToString().ToLowerInvariant()])
    {
    }

    private SecondVerifier(MachineDefinition machine, string[] options)
    {
        string file = GoVerifier.NewFile();
        File.WriteAllBytes(file, MachineFile.Write(machine));
        var start = new ProcessStartInfo(GoVerifier.Path!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[.. options, file, "-"]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    /// <summary>Starts it for final proofs, whose keys are last keys of this machine.</summary>
    public static SecondVerifier ForFinal(MachineDefinition machine, bool isL1) => new(machine, [isL1 ? "-l1" : "-final"]);

    /// <summary>"valid: …" or "invalid: …".</summary>
    public string Verify(VerifyingKey key, ReadOnlySpan<byte> proof)
    {
        lock (_lock)
        {
            Ask(key, proof);
            return Answer();
        }
    }

    /// <summary>Hands over a proof without waiting; the next <see cref="Answer"/> is about it.</summary>
    public void Ask(VerifyingKey key, ReadOnlySpan<byte> proof)
    {
        Send(VerifyingKeyFile.Write(key));
        Send(proof);
        _process.StandardInput.BaseStream.Flush();
    }

    /// <summary>The answer to what was asked.</summary>
    public string Answer() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The second verifier ended; its message is above.");

    /// <summary>The first verifier's result; throws when the second one does not agree.</summary>
    public VerificationResult Compare(MachineDefinition machine, VerifyingKey key, ReadOnlySpan<byte> proof)
    {
        VerificationResult first = RunVerifier.Verify(machine, key, proof);
        string second = Verify(key, proof);
        string expected = first.IsValid
            ? $"valid: {new WaitStatus(first.Outcome)}; "
                + $"{(first.OutputDigest is { } d ? $"output digest {Convert.ToHexStringLower(d)}" : "no output digest")}; {first.Shards} shard(s)"
            : "invalid: ";
        return first.IsValid ? second == expected ? first : throw Disagreement() : second.StartsWith(expected, StringComparison.Ordinal) ? first : throw Disagreement();

        InvalidOperationException Disagreement() =>
            new($"The first verifier says '{(first.IsValid ? expected : first.Error)}', the second '{second}'.");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        _process.StandardInput.BaseStream.Write(length);
        _process.StandardInput.BaseStream.Write(bytes);
    }
}
