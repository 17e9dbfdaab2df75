using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Guest;

/// <summary>Hard forks that the guest executes.</summary>
public enum Fork
{
    Cancun = 0,
    Prague = 1,
    Osaka = 2,
}

/// <summary>The rules from a time on.</summary>
/// <param name="Time">First block timestamp, in seconds.</param>
/// <param name="Fork">The fork.</param>
/// <param name="BlobTarget">Target number of blobs in a block.</param>
/// <param name="BlobMax">Largest number of blobs in a block.</param>
/// <param name="BlobFraction">Update fraction of the blob base fee.</param>
public sealed record ForkEntry(ulong Time, Fork Fork, ulong BlobTarget, ulong BlobMax, ulong BlobFraction);

/// <summary>A fork that the guest does not execute.</summary>
/// <param name="Time">First block timestamp, in seconds.</param>
/// <param name="Name">Its name.</param>
public sealed record UnknownFork(ulong Time, string Name);

/// <summary>A chain's identity and schedule. The guest's output names it by <see cref="Hash"/>.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="DepositContract">Where EIP-6110 deposit logs come from.</param>
/// <param name="Schedule">Forks, strictly ascending in time; at least one.</param>
public sealed record ChainConfig(ulong ChainId, Address DepositContract, IReadOnlyList<ForkEntry> Schedule)
{
    /// <summary>Ethereum's mainnet (EIP-7840's blob schedule; EIP-7892's blob-parameter-only forks).</summary>
    public static ChainConfig Mainnet { get; } =
        Public(1, "0x00000000219ab540356cbb839cbe05303d7705fa", 1710338135, 1746612311, 1764798551, 1765290071, 1767747671);

    /// <summary>The test network Sepolia; it is in Amsterdam since October 2026.</summary>
    public static ChainConfig Sepolia { get; } =
        Public(11155111, "0x7f02c3e3c98b133055b8b348b2ac625669ed295d", 1706655072, 1741159776, 1760427360, 1761017184, 1761607008) with
        {
            Beyond = new UnknownFork(1791294816, "Amsterdam"),
        };

    /// <summary>The test network Hoodi.</summary>
    public static ChainConfig Hoodi { get; } =
        Public(560048, "0x00000000219ab540356cbb839cbe05303d7705fa", 0, 1742999832, 1761677592, 1762365720, 1762955544);

    /// <summary>The test network Holesky.</summary>
    public static ChainConfig Holesky { get; } =
        Public(17000, "0x4242424242424242424242424242424242424242", 1707305664, 1740434112, 1759308480, 1759800000, 1760389824);

    /// <summary>From when on a fork is in force that this program does not know; null if none is scheduled. No part of <see cref="Hash"/>.</summary>
    public UnknownFork? Beyond { get; init; }

    /// <summary>The configuration of a public chain, or null.</summary>
    public static ChainConfig? Known(ulong chainId) => chainId switch
    {
        1 => Mainnet,
        11155111 => Sepolia,
        560048 => Hoodi,
        17000 => Holesky,
        _ => null,
    };

    /// <summary>A chain that has been in one fork since time 0, as the official tests assume.</summary>
    public static ChainConfig Always(Fork fork, ulong chainId = 1) => new(chainId, Mainnet.DepositContract,
        [fork == Fork.Cancun ? new(0, fork, 3, 6, 3338477) : new(0, fork, 6, 9, 5007716)]);

    /// <summary>The rules for a block of this time.</summary>
    /// <exception cref="InvalidDataException">It lies before Cancun, or after the last fork that is known.</exception>
    public ForkEntry At(ulong timestamp)
    {
        if (Beyond is { } beyond && timestamp >= beyond.Time)
            throw new InvalidDataException($"the block's timestamp {timestamp} is after chain {ChainId} went to {beyond.Name} at {beyond.Time}, a fork that is not implemented");
        ForkEntry? entry = Schedule.LastOrDefault(entry => entry.Time <= timestamp);
        return entry ?? throw new InvalidDataException(
            $"the block's timestamp {timestamp} is before chain {ChainId} went to {Schedule[0].Fork} at {Schedule[0].Time}; earlier forks are not implemented");
    }

    /// <summary>keccak256 of the configuration's RLP.</summary>
    public Hash256 Hash()
    {
        var rlp = new RlpWriter();
        Write(rlp);
        return Keccak256.Hash(rlp.ToArray());
    }

    internal void Write(RlpWriter rlp)
    {
        rlp.BeginList();
        WriteItems(rlp);
        rlp.EndList();
    }

    internal void WriteItems(RlpWriter rlp)
    {
        rlp.Add(ChainId).Add(DepositContract).BeginList();
        foreach (ForkEntry entry in Schedule)
        {
            rlp.BeginList().Add(entry.Time).Add((ulong)entry.Fork).Add(entry.BlobTarget).Add(entry.BlobMax).Add(entry.BlobFraction)
                .EndList();
        }

        rlp.EndList();
    }

    private static ChainConfig Public(ulong chainId, string deposits, ulong cancun, ulong prague, ulong osaka, ulong bpo1, ulong bpo2) => new(
        chainId,
        Address.Parse(deposits),
        [
            new(cancun, Fork.Cancun, 3, 6, 3338477),
            new(prague, Fork.Prague, 6, 9, 5007716),
            new(osaka, Fork.Osaka, 6, 9, 5007716),
            new(bpo1, Fork.Osaka, 10, 15, 8346193),
            new(bpo2, Fork.Osaka, 14, 21, 11684671),
        ]);
}
