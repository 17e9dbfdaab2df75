using System.Security.Cryptography;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Preimages;
using Zkfp.Settlement.Roles;

namespace Zkfp.Settlement.Ledger;

/// <summary>A run of the client.</summary>
/// <param name="Outcome">0: the claim is right. 0x100: wrong. Else no verdict.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Reads">What it read that no hash checks, in order.</param>
/// <param name="Digest">What it commits: SHA-256(SHA-256(output) ‖ SHA-256(record)).</param>
public sealed record ClientRun(uint Outcome, byte[] Output, IReadOnlyList<(byte Local, byte[] Call)> Reads, Hash256 Digest)
{
    /// <summary>Outcome of a run that confirms.</summary>
    public const uint Confirms = 0;

    /// <summary>Outcome of a run that refutes.</summary>
    public const uint Refutes = 1 << 8;
}

/// <summary>The client of the preimage oracle in <c>guests/ledger</c>, in profile <c>cannon</c>: executes it in the machine, and proves what it says.</summary>
public sealed class LedgerClient
{
    /// <summary>Makes its key.</summary>
    /// <param name="elf">Its MIPS build.</param>
    /// <param name="leaves">Circuits that the proofs' shards are to fit; null: none.</param>
    /// <exception cref="GuestException">Not such a program.</exception>
    public LedgerClient(string elf, RecursionSet? leaves = null)
    {
        try
        {
            Program = new PinnedProgram(Firmware.Load(File.ReadAllBytes(elf), Profile.Cannon), leaves);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ElfException)
        {
            throw new GuestException($"cannot load the ledger's client '{elf}': {e.Message}", e);
        }
    }

    /// <summary>The program.</summary>
    public PinnedProgram Program { get; }

    /// <summary>What it says, without a proof.</summary>
    /// <exception cref="GuestException">It does not end.</exception>
    public ClientRun Execute(LedgerOracle oracle, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        using var output = new MemoryStream();
        CannonHost host = HostOf(oracle, output);
        Outcome outcome;
        try
        {
            outcome = Executor.Run(Program.Image, host, new RunOptions { Cancellation = cancellation });
        }
        catch (Exception e) when (e is GuestStoppedException or MissingPreimageException)
        {
            throw new GuestException($"the ledger's client did not end: {e.Message}", e);
        }

        cancellation.ThrowIfCancellationRequested();
        if (outcome.Reason != StopReason.Halted) throw new GuestException($"the ledger's client did not end: {outcome}");
        return RunOf(outcome.WaitStatus, oracle, host, output);
    }

    /// <summary>Proves what it says.</summary>
    /// <exception cref="InvalidDataException">The proof would not be about what the run printed and read.</exception>
    public (ClientRun Run, ProvenRun Proof, ProveStatistics Statistics) Prove(LedgerOracle oracle, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        using var output = new MemoryStream();
        CannonHost host = HostOf(oracle, output);
        (ProvenRun proof, ProveStatistics statistics) = Program.Prove(host, cancellation);
        ClientRun run = RunOf(proof.Outcome, oracle, host, output);
        if (proof.Digest != run.Digest) throw new InvalidDataException("the run committed another digest than that of what it printed and read");
        return (run, proof, statistics);
    }

    private CannonHost HostOf(LedgerOracle oracle, MemoryStream output) => new(Program.Image.Endianness, new LinuxHostOptions { Stdout = output }, oracle);

    private static ClientRun RunOf(uint outcome, LedgerOracle oracle, CannonHost host, MemoryStream output)
    {
        byte[] printed = output.ToArray();
        PreimageRecord record = PreimageRecord.Of(SHA256.HashData(printed), host.Record);
        return new ClientRun(outcome, printed, oracle.Reads(record), new Hash256(record.Digest));
    }
}
