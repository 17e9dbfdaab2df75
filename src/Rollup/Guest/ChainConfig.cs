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

/// <summary>A chain's identity and schedule. The guest's output names it by <see cref="Hash"/>.</summary>
public sealed record ChainConfig(ulong ChainId, Address DepositContract, IReadOnlyList<ForkEntry> Schedule)
{
    /// <summary>Ethereum's mainnet (EIP-7840's blob schedule; EIP-7892's blob-parameter-only forks).</summary>
    public static ChainConfig Mainnet { get; } = new(
        1,
        MainnetDeposits,
        [
            new(1710338135, Fork.Cancun, 3, 6, 3338477),
            new(1746612311, Fork.Prague, 6, 9, 5007716),
            new(1764798551, Fork.Osaka, 6, 9, 5007716),
            new(1765290071, Fork.Osaka, 10, 15, 8346193),
            new(1767747671, Fork.Osaka, 14, 21, 11684671),
        ]);

    private static Address MainnetDeposits => Address.Parse("0x00000000219ab540356cbb839cbe05303d7705fa");

    /// <summary>A chain that has been in one fork since time 0, as the official tests assume.</summary>
    public static ChainConfig Always(Fork fork, ulong chainId = 1) => new(chainId, MainnetDeposits,
        [fork == Fork.Cancun ? new(0, fork, 3, 6, 3338477) : new(0, fork, 6, 9, 5007716)]);

    /// <summary>keccak256 of the configuration's RLP.</summary>
    public Hash256 Hash()
    {
        var rlp = new RlpWriter();
        Write(rlp);
        return Keccak256.Hash(rlp.ToArray());
    }

    internal void Write(RlpWriter rlp)
    {
        rlp.BeginList().Add(ChainId).Add(DepositContract).BeginList();
        foreach (ForkEntry entry in Schedule)
        {
            rlp.BeginList().Add(entry.Time).Add((ulong)entry.Fork).Add(entry.BlobTarget).Add(entry.BlobMax).Add(entry.BlobFraction)
                .EndList();
        }

        rlp.EndList().EndList();
    }
}
