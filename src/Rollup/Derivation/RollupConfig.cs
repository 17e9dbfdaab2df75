using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;

namespace Zkfp.Rollup.Derivation;

/// <summary>The rules of a rollup (docs/rollup.md, <c>config</c>). A claim names them by <see cref="Hash"/>.</summary>
/// <param name="Chain">L2's chain id and forks.</param>
/// <param name="GasLimit">Of every block; 5,000 to 2^32 − 1.</param>
/// <param name="MessageGas">What L1's messages may use of a block; at most half of <paramref name="GasLimit"/>.</param>
/// <param name="Drift">Seconds by which a block's time may exceed the L1 head's; below 2^32.</param>
/// <param name="Beneficiary">Who gets the fees.</param>
/// <param name="Queue">L1's <c>DepositQueue</c>.</param>
/// <param name="Bridge">The account of L2 whose storage root is a block's withdrawals root.</param>
public sealed record RollupConfig(
    ChainConfig Chain, ulong GasLimit, ulong MessageGas, ulong Drift, Address Beneficiary, Address Queue, Address Bridge)
{
    /// <summary>keccak256 of the RLP: word 2 of a claim's run.</summary>
    public Hash256 Hash()
    {
        var rlp = new RlpWriter();
        Write(rlp);
        return Keccak256.Hash(rlp.ToArray());
    }

    internal void Write(RlpWriter rlp)
    {
        rlp.BeginList();
        Chain.WriteItems(rlp);
        rlp.BeginList().Add(GasLimit).Add(MessageGas).Add(Drift).Add(Beneficiary).Add(Queue).Add(Bridge).EndList().EndList();
    }
}
