using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;

namespace Zkfp.Verifier.Keys;

/// <summary>A message on a global bus that the statement itself sends.</summary>
/// <param name="IsPush">Push (+1) or pull (−1).</param>
/// <param name="Tag">Tag of the bus.</param>
/// <param name="Fields">Fields, as many as the bus has.</param>
public sealed record GlobalMessage(bool IsPush, int Tag, KoalaBear[] Fields);

/// <summary>
/// What a verifier must know of a program: machine, height, initial state, and the commitment to its preprocessed columns
/// (docs/protocol.md §10).
/// </summary>
public sealed class VerifyingKey
{
    /// <summary>Makes a key; <see cref="KeyCheck"/> says whether it fits a machine.</summary>
    /// <param name="machineDigest">Digest of the machine.</param>
    /// <param name="logHeight">h: log₂ of the rows of every committed matrix.</param>
    /// <param name="initialPc">Word index of the first instruction.</param>
    /// <param name="initialNpc">Word index of the second instruction.</param>
    /// <param name="preprocessedFragments">Fragments of the tables with preprocessed columns, in canonical order.</param>
    /// <param name="preprocessedRoot">Root of the preprocessed matrix; the zero digest when it has no columns.</param>
    /// <param name="globalMessages">Messages that the statement sends on global buses.</param>
    public VerifyingKey(
        in Digest machineDigest, int logHeight, uint initialPc, uint initialNpc,
        IReadOnlyList<FragmentHeight> preprocessedFragments, in Digest preprocessedRoot, IReadOnlyList<GlobalMessage> globalMessages)
    {
        MachineDigest = machineDigest;
        LogHeight = logHeight;
        InitialPc = initialPc;
        InitialNpc = initialNpc;
        PreprocessedFragments = preprocessedFragments;
        PreprocessedRoot = preprocessedRoot;
        GlobalMessages = globalMessages;
        Digest = FieldHash.HashElements(CollectionsMarshal.AsSpan(ToElements()));
    }

    /// <summary>Digest of the machine.</summary>
    public Digest MachineDigest { get; }

    /// <summary>h: log₂ of the rows of every committed matrix.</summary>
    public int LogHeight { get; }

    /// <summary>Word index of the first instruction.</summary>
    public uint InitialPc { get; }

    /// <summary>Word index of the second instruction.</summary>
    public uint InitialNpc { get; }

    /// <summary>Fragments of the tables with preprocessed columns, in canonical order.</summary>
    public IReadOnlyList<FragmentHeight> PreprocessedFragments { get; }

    /// <summary>Root of the preprocessed matrix; the zero digest when it has no columns.</summary>
    public Digest PreprocessedRoot { get; }

    /// <summary>Messages that the statement sends on global buses.</summary>
    public IReadOnlyList<GlobalMessage> GlobalMessages { get; }

    /// <summary>Hash of everything above.</summary>
    public Digest Digest { get; }

    /// <summary>The elements that the digest hashes, in the order of §10; also the content of the key's file.</summary>
    public List<KoalaBear> ToElements()
    {
        var e = new List<KoalaBear>();
        void Int(uint v) => e.Add(new KoalaBear(v));
        Int(ProtocolParameters.FormatVersion);
        foreach (KoalaBear x in MachineDigest) e.Add(x);
        Int((uint)LogHeight);
        Int(InitialPc);
        Int(InitialNpc);
        Int((uint)PreprocessedFragments.Count);
        foreach (FragmentHeight f in PreprocessedFragments)
        {
            Int((uint)f.Table);
            Int((uint)f.LogHeight);
        }

        foreach (KoalaBear x in PreprocessedRoot) e.Add(x);
        Int((uint)GlobalMessages.Count);
        foreach (GlobalMessage m in GlobalMessages)
        {
            Int(m.IsPush ? 1u : 0u);
            Int((uint)m.Tag);
            Int((uint)m.Fields.Length);
            e.AddRange(m.Fields);
        }

        return e;
    }
}
