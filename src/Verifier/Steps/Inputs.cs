using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Steps;

/// <summary>What a verifier knows of the program, as values of its arithmetic.</summary>
/// <param name="InitialPc">Word index of the first instruction.</param>
/// <param name="InitialNpc">Word index of the second instruction.</param>
/// <param name="Rows">Rows of the positions with preprocessed columns.</param>
/// <param name="PreprocessedRoot">Root of the preprocessed matrix.</param>
/// <param name="Messages">Fields of the global messages.</param>
/// <param name="MessagesDigest">Hash of the global messages.</param>
/// <param name="Digest">The key's digest, computed from these.</param>
public sealed record KeyInputs<TBase>(
    TBase InitialPc, TBase InitialNpc, TBase[] Rows, TBase[] PreprocessedRoot, TBase[][] Messages, TBase[] MessagesDigest, TBase[] Digest)
    where TBase : unmanaged
{
    /// <summary>
    /// A key of a machine and class as inputs. Height, preprocessed width and the kinds of the global messages are constants: they belong to what a
    /// recorded program is for.
    /// </summary>
    public static KeyInputs<TBase> Create<TArithmetic, TExt, TIndex>(TArithmetic a, VerifyingKey key)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TExt : unmanaged where TIndex : unmanaged
    {
        var messages = new TBase[key.GlobalMessages.Count][];
        List<TBase> e = [a.Constant(new KoalaBear((ulong)messages.Length))];
        for (int i = 0; i < messages.Length; i++)
        {
            GlobalMessage m = key.GlobalMessages[i];
            messages[i] = Array.ConvertAll(m.Fields, a.Input);
            foreach (int constant in (ReadOnlySpan<int>)[m.IsPush ? 1 : 0, m.Tag, m.Fields.Length]) e.Add(a.Constant(new KoalaBear((ulong)constant)));
            e.AddRange(messages[i]);
        }

        return Create<TArithmetic, TExt, TIndex>(a, key, messages, VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [.. e]));
    }

    /// <summary>
    /// Likewise with the digest of the global messages as an input and without the messages: keys with any number of them are inputs of one recorded program,
    /// which cannot add their part of the global sum.
    /// </summary>
    public static KeyInputs<TBase> CreateWithoutMessages<TArithmetic, TExt, TIndex>(TArithmetic a, VerifyingKey key)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TExt : unmanaged where TIndex : unmanaged =>
        Create<TArithmetic, TExt, TIndex>(a, key, [], Array.ConvertAll(key.MessagesDigest.ToArray(), a.Input));

    /// <summary>
    /// A key of a static machine of which the root alone is an input: rows and height are constants of what verifies proofs of this shape, so all of a
    /// proof's places are.
    /// </summary>
    public static KeyInputs<TBase> CreateStatic<TArithmetic, TExt, TIndex>(TArithmetic a, VerifyingKey key)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TExt : unmanaged where TIndex : unmanaged
    {
        if (key.GlobalMessages.Count != 0) throw new ArgumentException("A static machine has no global bus.", nameof(key));
        return Create<TArithmetic, TExt, TIndex>(
            a, key, [], Array.ConvertAll(key.MessagesDigest.ToArray(), a.Constant), a.Constant);
    }

    private static KeyInputs<TBase> Create<TArithmetic, TExt, TIndex>(
        TArithmetic a, VerifyingKey key, TBase[][] messages, TBase[] messagesDigest, Converter<KoalaBear, TBase>? known = null)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TExt : unmanaged where TIndex : unmanaged
    {
        TBase Constant(ulong v) => a.Constant(new KoalaBear(v));
        known ??= a.Input;
        TBase pc = known(new KoalaBear(key.InitialPc)), npc = known(new KoalaBear(key.InitialNpc));
        var rows = new TBase[key.PreprocessedRows.Count];
        for (int i = 0; i < rows.Length; i++) rows[i] = known(new KoalaBear((ulong)key.PreprocessedRows[i]));
        TBase[] root = Array.ConvertAll(key.PreprocessedRoot.ToArray(), a.Input);
        List<TBase> e = [Constant(ProtocolParameters.FormatVersion)];
        foreach (KoalaBear x in key.MachineDigest) e.Add(a.Constant(x));
        e.AddRange([Constant((ulong)key.LogHeight), Constant((ulong)key.PreprocessedWidth), pc, npc, Constant((ulong)rows.Length), .. rows, .. root, .. messagesDigest]);
        return new KeyInputs<TBase>(pc, npc, rows, root, messages, messagesDigest, VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [.. e]));
    }
}

/// <summary>What a shard proof says of itself, as values of the verifier's arithmetic: what Γ and the statement are made from.</summary>
/// <param name="PublicValues">The public values.</param>
/// <param name="BoundaryRoot">Root of the boundary matrix.</param>
/// <param name="Rows">Rows in use of each position.</param>
public sealed record ShardInputs<TBase>(TBase[] PublicValues, TBase[] BoundaryRoot, TBase[] Rows)
    where TBase : unmanaged
{
    /// <summary>Of a proof.</summary>
    public static ShardInputs<TBase> Create<TArithmetic, TExt, TIndex>(TArithmetic a, ShardProof proof)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TExt : unmanaged where TIndex : unmanaged => new(
            Array.ConvertAll(proof.PublicValues, a.Input),
            Array.ConvertAll(proof.BoundaryRoot.ToArray(), a.Input),
            Array.ConvertAll(proof.Shape.Rows, n => a.Input(new KoalaBear((uint)n))));
}
