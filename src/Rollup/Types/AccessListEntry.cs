using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Types;

/// <summary>One address of an access list (EIP-2930) and its storage keys.</summary>
public sealed record AccessListEntry(Address Address, IReadOnlyList<Hash256> Keys)
{
    internal static void WriteList(RlpWriter rlp, IReadOnlyList<AccessListEntry> entries)
    {
        rlp.BeginList();
        foreach (AccessListEntry entry in entries)
        {
            rlp.BeginList().Add(entry.Address).BeginList();
            foreach (Hash256 key in entry.Keys) rlp.Add(key);
            rlp.EndList().EndList();
        }

        rlp.EndList();
    }

    internal static IReadOnlyList<AccessListEntry> ReadList(RlpReader rlp)
    {
        var entries = new List<AccessListEntry>();
        while (!rlp.AtEnd)
        {
            RlpReader entry = rlp.List();
            Address address = entry.Address();
            RlpReader list = entry.List();
            var keys = new List<Hash256>();
            while (!list.AtEnd) keys.Add(list.Hash());
            entry.End();
            entries.Add(new AccessListEntry(address, keys));
        }

        return entries;
    }
}
