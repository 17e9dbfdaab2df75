namespace Zkfp.Protocol.Security;

/// <summary>The error of one round of the interactive protocol.</summary>
/// <param name="Name">The challenge that the verifier sends there.</param>
/// <param name="Bits">−log₂ of the probability that a prover who was caught so far escapes in this round, proof-of-work included.</param>
/// <param name="Formula">How the bits come about, with this shape's numbers.</param>
/// <param name="Source">Where the formula is proven.</param>
public sealed record SecurityTerm(string Name, double Bits, string Formula, string Source);
