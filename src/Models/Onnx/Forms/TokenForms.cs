namespace Bench.Models;

/// <summary>Tokens and their attention.</summary>
internal static class TokenForms
{
    public static IReadOnlyList<OnnxForm> All { get; } =
    [
        OnnxForm.For<ToTokens>((_, s) => s.To.Node("Transpose", [s.To.Node("Reshape", [s.X, s.To.Indexes(0, s.Output.Channels, s.Output.Height)])], ("perm", new long[] { 0, 2, 1 }))),
        OnnxForm.For<FirstToken>((_, s) => s.To.Node("Gather", [s.X, s.To.Index(0)], ("axis", 1L))),
        OnnxForm.For<ClassToken>(Write),
        OnnxForm.For<PositionEmbedding>((o, s) => s.To.Node("Add", [s.X, o.Name])),
        OnnxForm.For<HeadProducts>(Write),
    ];

    private static string Write(ClassToken token, OnnxSite s)
    {
        var samples = s.To.Node("Shape", [s.X], ("start", 0L), ("end", 1L));
        var shape = s.To.Node("Concat", [samples, s.To.Indexes(1, token.Features)], ("axis", 0L));
        return s.To.Node("Concat", [s.To.Node("Expand", [token.Name, shape]), s.X], ("axis", 1L));
    }

    private static string Write(HeadProducts heads, OnnxSite s)
    {
        var (tokens, channels, size) = (s.Output.Height, s.Output.Channels, heads.HeadSize);
        var all = s.To.Node("Reshape", [s.X, s.To.Indexes(0, tokens, 3, channels / size, size)]);
        var apart = s.To.Node("Transpose", [all], ("perm", new long[] { 2, 0, 3, 1, 4 }));
        string[] parts = [.. Enumerable.Range(0, 3).Select(part => s.To.Node("Gather", [apart, s.To.Index(part)], ("axis", 0L)))];
        var keys = s.To.Node("Transpose", [parts[1]], ("perm", new long[] { 0, 1, 3, 2 }));
        var scores = s.To.Node("Mul", [s.To.Node("MatMul", [parts[0], keys]), s.To.Number(1 / Math.Sqrt(size))]);
        var mixed = s.To.Node("MatMul", [s.To.Node("Softmax", [scores], ("axis", -1L)), parts[2]]);
        return s.To.Node("Reshape", [s.To.Node("Transpose", [mixed], ("perm", new long[] { 0, 2, 1, 3 })), s.To.Indexes(0, tokens, channels)]);
    }
}
