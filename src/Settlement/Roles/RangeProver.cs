using System.Security.Cryptography;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Hosting;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;

namespace Zkfp.Settlement.Roles;

/// <summary>A proven run about a segment.</summary>
/// <param name="Words">What it printed.</param>
/// <param name="Proof">The proof file.</param>
/// <param name="Instructions">Instructions of the run.</param>
/// <param name="Seconds">What proving took.</param>
public sealed record RangeProof(RangeWords Words, byte[] Proof, long Instructions, double Seconds)
{
    /// <summary>As the verifier on L1 is asked about it.</summary>
    public ProvenRun Run => new(Proof, 0, Words.Digest());
}

/// <summary>Where proofs of runs come from.</summary>
public interface IRangeProofs
{
    /// <summary>The proof of a run; null: not yet.</summary>
    /// <exception cref="InvalidDataException">The run ends with another code than 0: there is nothing to prove.</exception>
    Task<RangeProof?> ProveAsync(RangeInput input, CancellationToken cancellation = default);
}

/// <summary>
/// Proofs in a folder, named by what they are about (program and input), so that no proof is made twice, whoever was killed in between, and
/// provers and validators may share them. What is found there is verified before it is used.
/// </summary>
/// <param name="folder">The folder; exists.</param>
/// <param name="prover">The program.</param>
/// <param name="make">Whether to make what is not there.</param>
public sealed class ProofFolder(string folder, RangeProver prover, bool make) : IRangeProofs
{
    /// <inheritdoc/>
    public async Task<RangeProof?> ProveAsync(RangeInput input, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        string name = Convert.ToHexStringLower(SHA256.HashData([.. prover.ProgramId.Span, .. input.Encode()]));
        string path = Path.Combine(folder, $"{name}.proof"), words = Path.Combine(folder, $"{name}.words");
        if (File.Exists(path) && File.Exists(words))
        {
            byte[] proof = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
            byte[] printed = await File.ReadAllBytesAsync(words, cancellation).ConfigureAwait(false);
            if (printed.Length == RangeWords.Bytes + 8)
            {
                var found = new RangeProof(RangeWords.Parse(printed.AsSpan(0, RangeWords.Bytes)), proof, BitConverter.ToInt64(printed, RangeWords.Bytes), 0);
                if (prover.Reject(proof, found.Words) is null) return found;
            }

            File.Delete(path); // damaged
        }

        if (!make) return null;
        RangeProof made = await Task.Run(() => prover.Prove(input, cancellation), cancellation).ConfigureAwait(false);
        await WriteAsync(words, [.. made.Words.Encode(), .. BitConverter.GetBytes(made.Instructions)]).ConfigureAwait(false);
        await WriteAsync(path, made.Proof).ConfigureAwait(false); // last: with it the other is there
        return made;

        async Task WriteAsync(string to, byte[] bytes)
        {
            string part = $"{to}.{Environment.ProcessId}";
            await File.WriteAllBytesAsync(part, bytes, cancellation).ConfigureAwait(false);
            File.Move(part, to, overwrite: true);
        }
    }
}

/// <summary>Proves runs about segments with the program and the key that claims pin.</summary>
public sealed class RangeProver
{
    /// <summary>Makes the key of the guest; a run of any length can be proven with it.</summary>
    /// <param name="elf">The guest's MIPS build.</param>
    /// <param name="leaves">Circuits that the proofs' shards are to fit, so that they can be made one proof for L1; null: none.</param>
    /// <exception cref="GuestException">Not such a program.</exception>
    public RangeProver(string elf, RecursionSet? leaves = null) => Program = new PinnedProgram(MachineGuest.Load(elf), leaves);

    /// <summary>The guest.</summary>
    public PinnedProgram Program { get; }

    /// <summary>Word 1.</summary>
    public Hash256 ProgramId => Program.ProgramId;

    /// <summary>Instructions of a run in the machine, without a proof.</summary>
    public ulong Measure(RangeInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var guest = new MachineGuest(Program.Image);
        GuestRun run = guest.Run(input.Encode());
        return run.ExitCode == 0 ? run.Cycles!.Value : throw RangeTrace.Failure(run);
    }

    /// <summary>Proves a run.</summary>
    /// <param name="input">With every word that is echoed.</param>
    /// <param name="cancellation">Stops within a second or so.</param>
    /// <exception cref="InvalidDataException">The run ends with another code than 0: there is nothing to prove.</exception>
    public RangeProof Prove(RangeInput input, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var stdin = new MemoryStream(input.Encode(), writable: false);
        using var stdout = new MemoryStream();
        var host = new LinuxHost(Program.Image.Endianness, new LinuxHostOptions { Arguments = ["evm-guest"], Stdin = stdin, Stdout = stdout });
        (ProvenRun run, ProveStatistics statistics) = Program.Prove(host, cancellation);
        if (run.Outcome != 0) throw RangeTrace.Failure(new GuestRun(new WaitStatus(run.Outcome).ExitCode ?? -1, stdout.ToArray()));
        return new RangeProof(RangeWords.Parse(stdout.ToArray()), run.Proof, statistics.Cycles, statistics.TotalSeconds);
    }

    /// <summary>Whether a proof states that the pinned program printed exactly these words and ended with 0; null, or why not.</summary>
    public string? Reject(byte[] proof, RangeWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return Program.Reject(new ProvenRun(proof, 0, words.Digest()));
    }
}
