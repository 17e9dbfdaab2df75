using System.Globalization;
using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Transcript;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Diagnostics;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests;

public class TranscriptPrinterTests
{
    /// <summary>The printed events, fed to a fresh sponge, yield the printed samples: nothing is missing and nothing is out of order.</summary>
    [Fact]
    public void Printed_events_replay()
    {
        ToyProof p = ToyProof.Make();
        var text = new StringWriter();
        var printer = new TranscriptPrinter(text);
        Assert.True(RunVerifier.Verify(ToyMachine.Machine, p.Key, ProofWriter.Write(ToyMachine.Machine, p.Proof), printer).IsValid);
        Transcript? t = null;
        int transcripts = 0, samples = 0;
        string[] lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(printer.Events, lines.Length);
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            uint[] values = [.. line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => uint.Parse(x, CultureInfo.InvariantCulture))];
            string label = line[9..colon];
            if (label == "domain")
            {
                var domain = new StringBuilder();
                foreach (uint c in values.AsSpan(1)) domain.Append((char)c);
                t = new Transcript(domain.ToString());
                transcripts++;
            }
            else if (line[7] == '>')
            {
                foreach (uint v in values) t!.Observe(label, new KoalaBear(v));
            }
            else
            {
                samples++;
                foreach (uint v in values) Assert.Equal(v, t!.SampleBase(label).Value);
            }
        }

        Assert.Equal(4, transcripts);
        Assert.True(samples > 1000);
    }
}
