using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Types;

/// <summary>A validator's withdrawal, EIP-4895.</summary>
/// <param name="Index">Running number.</param>
/// <param name="Validator">Validator index.</param>
/// <param name="Address">Who receives it.</param>
/// <param name="Amount">In gwei.</param>
public sealed record Withdrawal(ulong Index, ulong Validator, Address Address, ulong Amount)
{
    /// <summary>Writes it as one item.</summary>
    public void Write(RlpWriter rlp)
    {
        ArgumentNullException.ThrowIfNull(rlp);
        rlp.BeginList().Add(Index).Add(Validator).Add(Address).Add(Amount).EndList();
    }

    internal static Withdrawal Read(RlpReader rlp)
    {
        var withdrawal = new Withdrawal(rlp.UInt64(), rlp.UInt64(), rlp.Address(), rlp.UInt64());
        rlp.End();
        return withdrawal;
    }
}
