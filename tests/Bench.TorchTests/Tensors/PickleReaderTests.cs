using System.Numerics;
using System.Text;
using Bench.Tensors;

namespace Bench.TorchTests.Tensors;

public sealed class PickleReaderTests
{
    // What Python's pickle writes of {'labels': [1, 0], 'data': numpy.arange(24, dtype='uint8').reshape(2, 12)}, keys as bytes, in each protocol,
    // as CIFAR's batches are read in Python 3 and written again.
    public static TheoryData<string> Batches =>
    [
        "KGRwMApjX2NvZGVjcwplbmNvZGUKcDEKKFZiYXRjaF9sYWJlbApwMgpWbGF0aW4xCnAzCnRwNApScDUKZzEKKFZ4CnA2CmczCnRwNwpScDgKc2cxCihWbGFiZWxzCnA5CmczCnRwMTAKUnAxMQoobHAxMgpJMQphSTAKYXNnMQooVmRhdGEKcDEzCmczCnRwMTQKUnAxNQpjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApwMTYKKGNudW1weQpuZGFycmF5CnAxNwooSTAKdHAxOApnMQooVmIKcDE5CmczCnRwMjAKUnAyMQp0cDIyClJwMjMKKEkxCihJMgpJMTIKdHAyNApjbnVtcHkKZHR5cGUKcDI1CihWdTEKcDI2CkkwMApJMDEKdHAyNwpScDI4CihJMwpWfApwMjkKTk5OSS0xCkktMQpJMAp0cDMwCmJJMDAKZzEKKFZcdTAwMDABAgMEBQYHCAlcdTAwMGELDFx1MDAwZA4PEBESExQVFhcKcDMxCmczCnRwMzIKUnAzMwp0cDM0CmJzZzEKKFZmaWxlbmFtZXMKcDM1CmczCnRwMzYKUnAzNwoobHAzOApnMQooVmEucG5nCnAzOQpnMwp0cDQwClJwNDEKYWcxCihWYi5wbmcKcDQyCmczCnRwNDMKUnA0NAphcy4=",
        "fXEAKGNfY29kZWNzCmVuY29kZQpxAShYCwAAAGJhdGNoX2xhYmVscQJYBgAAAGxhdGluMXEDdHEEUnEFaAEoWAEAAAB4cQZoA3RxB1JxCGgBKFgGAAAAbGFiZWxzcQloA3RxClJxC11xDChLAUsAZWgBKFgEAAAAZGF0YXENaAN0cQ5ScQ9jbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxEChjbnVtcHkKbmRhcnJheQpxEShLAHRxEmgBKFgBAAAAYnETaAN0cRRScRV0cRZScRcoSwEoSwJLDHRxGGNudW1weQpkdHlwZQpxGShYAgAAAHUxcRpJMDAKSTAxCnRxG1JxHChLA1gBAAAAfHEdTk5OSv////9K/////0sAdHEeYkkwMApoAShYGAAAAAABAgMEBQYHCAkKCwwNDg8QERITFBUWF3EfaAN0cSBScSF0cSJiaAEoWAkAAABmaWxlbmFtZXNxI2gDdHEkUnElXXEmKGgBKFgFAAAAYS5wbmdxJ2gDdHEoUnEpaAEoWAUAAABiLnBuZ3EqaAN0cStScSxldS4=",
        "gAJ9cQAoY19jb2RlY3MKZW5jb2RlCnEBWAsAAABiYXRjaF9sYWJlbHECWAYAAABsYXRpbjFxA4ZxBFJxBWgBWAEAAAB4cQZoA4ZxB1JxCGgBWAYAAABsYWJlbHNxCWgDhnEKUnELXXEMKEsBSwBlaAFYBAAAAGRhdGFxDWgDhnEOUnEPY251bXB5LmNvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcRBjbnVtcHkKbmRhcnJheQpxEUsAhXESaAFYAQAAAGJxE2gDhnEUUnEVh3EWUnEXKEsBSwJLDIZxGGNudW1weQpkdHlwZQpxGVgCAAAAdTFxGomIh3EbUnEcKEsDWAEAAAB8cR1OTk5K/////0r/////SwB0cR5iiWgBWBgAAAAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhdxH2gDhnEgUnEhdHEiYmgBWAkAAABmaWxlbmFtZXNxI2gDhnEkUnElXXEmKGgBWAUAAABhLnBuZ3EnaAOGcShScSloAVgFAAAAYi5wbmdxKmgDhnErUnEsZXUu",
        "gAN9cQAoQwtiYXRjaF9sYWJlbHEBQwF4cQJDBmxhYmVsc3EDXXEEKEsBSwBlQwRkYXRhcQVjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxBmNudW1weQpuZGFycmF5CnEHSwCFcQhDAWJxCYdxClJxCyhLAUsCSwyGcQxjbnVtcHkKZHR5cGUKcQ1YAgAAAHUxcQ6JiIdxD1JxEChLA1gBAAAAfHERTk5OSv////9K/////0sAdHESYolDGAABAgMEBQYHCAkKCwwNDg8QERITFBUWF3ETdHEUYkMJZmlsZW5hbWVzcRVdcRYoQwVhLnBuZ3EXQwViLnBuZ3EYZXUu",
        "gASV8AAAAAAAAAB9lChDC2JhdGNoX2xhYmVslEMBeJRDBmxhYmVsc5RdlChLAUsAZUMEZGF0YZSMFW51bXB5LmNvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwJLDIaUaAmMBWR0eXBllJOUjAJ1MZSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0sAdJRiiUMYAAECAwQFBgcICQoLDA0ODxAREhMUFRYXlHSUYkMJZmlsZW5hbWVzlF2UKEMFYS5wbmeUQwViLnBuZ5RldS4=",
        "gAWV2wAAAAAAAAB9lChDC2JhdGNoX2xhYmVslEMBeJRDBmxhYmVsc5RdlChLAUsAZUMEZGF0YZSMEm51bXB5LmNvcmUubnVtZXJpY5SMC19mcm9tYnVmZmVylJOUKJYYAAAAAAAAAAABAgMEBQYHCAkKCwwNDg8QERITFBUWF5SMBW51bXB5lIwFZHR5cGWUk5SMAnUxlImIh5RSlChLA4wBfJROTk5K/////0r/////SwB0lGJLAksMhpSMAUOUdJRSlEMJZmlsZW5hbWVzlF2UKEMFYS5wbmeUQwViLnBuZ5RldS4=",
    ];

    [Theory, MemberData(nameof(Batches))]
    public void An_array_is_read_out_of_every_protocol(string pickle)
    {
        var batch = Assert.IsType<PickleDictionary>(Read(Convert.FromBase64String(pickle)));
        var array = PickledArrays.Of(batch["data"])!;
        Assert.Equal([2, 12], array.Shape);
        Assert.Equal([.. Enumerable.Range(0, 24).Select(i => (byte)i)], array.Data.ToArray());
        Assert.Equal([1L, 0L], Assert.IsType<PickleSequence>(batch["labels"]).Items);
    }

    [Theory]
    [InlineData("I1\n.", 1L)]
    [InlineData("I01\n.", true)]
    [InlineData("L-5L\n.", -5L)]
    [InlineData("F1.5\n.", 1.5)]
    [InlineData("V\\u00e9\n.", "é")]
    [InlineData("K\u0007p0\n0g0\n.", 7L)]
    [InlineData("((K\u0001K\u00022.", 2L)]
    [InlineData("(K\u0001(K\u00021.", 1L)]
    public void Values_are_what_they_are(string pickle, object expected) => Assert.Equal(expected, Read(Encoding.Latin1.GetBytes(pickle)));

    [Fact]
    public void Large_numbers_texts_of_Python_2_and_dictionaries_of_classes_are_read()
    {
        Assert.Equal(BigInteger.Parse("119547037146038801333356"), Read([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.']));
        Assert.Equal("a'\n\\x"u8.ToArray(), Read("S'a\\'\\n\\\\\\x78'\n."u8.ToArray()));
        var ordered = Assert.IsType<PickleDictionary>(Read(Pickled.File([.. Pickled.Call(Pickled.Name("collections", "OrderedDict")), (byte)'(', .. Pickled.Text("a"), .. Pickled.Whole(1), (byte)'u'])));
        Assert.Equal(1L, ordered["a"]);
        var call = Assert.IsType<PickleCall>(Read(Pickled.File(Pickled.Told(Pickled.Call(Pickled.Name("my.module", "Thing"), Pickled.Whole(4)), Pickled.Dictionary(("x", Pickled.Whole(5)))))));
        Assert.Equal(("my.module.Thing", 4L, 5L), (call.Name, call.Arguments[0], ((PickleDictionary)call.State!)["x"]));
    }

    [Theory]
    [InlineData("cos\nsystem\n(S'true'\ntR.", "to read it, Python would run os.system: it is refused, and nothing of it was run")]
    [InlineData("(S'true'\nios\nsystem\n.", "to read it, Python would run os.system")]
    [InlineData("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093.", "to read it, Python would run posix.system")]
    [InlineData("c__builtin__\nexec\n.", "to read it, Python would run __builtin__.exec")]
    [InlineData("\u0080\u0009.", "its pickle is of protocol 9; 0 to 5 are read")]
    [InlineData("\u0082\u0001.", "its pickle asks for an extension by number, which is not read")]
    [InlineData("\u0097.", "its pickle keeps data in buffers outside of the file, which is not read")]
    [InlineData("?.", "its pickle has the instruction 0x3f, which is not read")]
    [InlineData("X\u00ff\u00ff\u00ff\u007fa.", "its pickle is truncated")]
    [InlineData("(K\u0001", "its pickle is truncated")]
    [InlineData(".", "its pickle is damaged")]
    [InlineData("(R.", "its pickle is damaged")]
    [InlineData("h\u0001.", "its pickle is damaged")]
    public void What_is_refused_or_broken_is_said(string pickle, string says) =>
        Assert.StartsWith(says, Assert.Throws<InvalidDataException>(() => Read(Encoding.Latin1.GetBytes(pickle))).Message);

    [Fact]
    public void A_small_pickle_cannot_ask_for_much()
    {
        // A list of a hundred thousand pairs that is copied into a dictionary again and again, and lists in lists that double.
        byte[] pairs = [(byte)'(', .. Enumerable.Repeat("K\u0001K\u0001\u0086", 100_000).SelectMany(Encoding.Latin1.GetBytes), (byte)'l', (byte)'q', 0, .. Pickled.Name("collections", "OrderedDict"), (byte)'q', 1];
        var copies = Enumerable.Repeat("h\u0001h\u0000\u0085R", 10_000).SelectMany(Encoding.Latin1.GetBytes);
        Assert.Contains("more than the 5,000,000 instructions", Assert.Throws<InvalidDataException>(() => Read([.. pairs, .. copies, (byte)'.'])).Message);
        _ = Read([(byte)']', .. Enumerable.Repeat(new byte[] { (byte)'2', 0x86 }, 100).SelectMany(b => b), (byte)'.']);
    }

    private static object? Read(byte[] pickle) => PickleReader.Read(new MemoryStream(pickle));
}
