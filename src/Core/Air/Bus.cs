namespace Zkfp.Core.Air;

/// <summary>Where a bus must balance.</summary>
public enum BusScope
{
    /// <summary>Within each shard; challenges are sampled after the shard's commitments.</summary>
    Local = 0,

    /// <summary>
    /// Over all shards of a run; challenges come from Γ, so messages may use only columns committed before Γ (boundary,
    /// preprocessed, virtual), constants and public value 0 (the shard index).
    /// </summary>
    Global = 1,
}

/// <summary>
/// A multiset of messages that must balance: what is pushed equals what is pulled, counted with multiplicity (LogUp, ePrint
/// 2022/1530). A message is (Tag, fields…); the tag separates buses, so a message never meets one of another bus.
/// </summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Tag">Distinct positive number within the machine.</param>
/// <param name="Arity">Number of fields of each message, without the tag; at most <see cref="MaxArity"/>.</param>
/// <param name="Scope">Where it balances.</param>
public sealed record Bus(string Name, int Tag, int Arity, BusScope Scope = BusScope.Local)
{
    /// <summary>The most fields a message can have.</summary>
    public const int MaxArity = 102;
}
