namespace Bench.Models;

/// <summary>What moves values, takes some of them, or puts others around them.</summary>
internal static class ShapeForms
{
    public static IReadOnlyList<OnnxForm> All { get; } =
    [
        OnnxForm.For<Flatten>((_, s) => s.To.Node("Flatten", [s.X], ("axis", 1L))),
        OnnxForm.For<Reshape>((_, s) => s.To.Node("Reshape", [s.X, s.To.Indexes([0, .. s.Output.Sizes.Select(n => (long)n)])])),
        OnnxForm.For<Transpose>((o, s) => s.To.Node("Transpose", [s.X], ("perm", new long[] { 0 }.Concat(o.Order.Select(a => a + 1L)).ToArray()))),
        OnnxForm.For<Slice>((o, s) => s.To.Node("Slice", [s.X, s.To.Indexes(o.First), s.To.Indexes(o.First + (o.Count - 1L) * o.Step + 1), s.To.Indexes(o.Axis + 1), s.To.Indexes(o.Step)])),
        OnnxForm.For<Pick>((o, s) => s.To.Node("Gather", [s.X, s.To.Indexes(o.Indexes.Select(i => (long)i))], ("axis", o.Axis + 1L))),
        OnnxForm.For<Pad>((o, s) => s.To.Node("Pad", [s.X, s.To.Indexes([0, .. o.Margins.Select(m => (long)m.Before), 0, .. o.Margins.Select(m => (long)m.Behind)]), s.To.Number(o.Number)])),
        OnnxForm.For<PadChannels>((o, s) => s.To.Node("Pad", [s.X, s.To.Indexes(0, o.Before, 0, 0, 0, o.Behind, 0, 0)])),
    ];
}
