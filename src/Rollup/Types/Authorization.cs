using System.Numerics;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Types;

/// <summary>An EIP-7702 authorization: the signer's account gets the code of <paramref name="Address"/>.</summary>
public sealed record Authorization(BigInteger ChainId, Address Address, ulong Nonce, byte YParity, BigInteger R, BigInteger S)
{
    internal static void WriteList(RlpWriter rlp, IReadOnlyList<Authorization> list)
    {
        rlp.BeginList();
        foreach (Authorization a in list)
            rlp.BeginList().Add(a.ChainId).Add(a.Address).Add(a.Nonce).Add((ulong)a.YParity).Add(a.R).Add(a.S).EndList();
        rlp.EndList();
    }

    internal static IReadOnlyList<Authorization> ReadList(RlpReader rlp)
    {
        var list = new List<Authorization>();
        while (!rlp.AtEnd)
        {
            RlpReader item = rlp.List();
            BigInteger chainId = item.UInt256();
            Address address = item.Address();
            ulong nonce = item.UInt64(), parity = item.UInt64();
            if (parity > 255) throw new RlpException($"y parity {parity} of an authorization is above 255");
            list.Add(new Authorization(chainId, address, nonce, (byte)parity, item.UInt256(), item.UInt256()));
            item.End();
        }

        return list;
    }
}
