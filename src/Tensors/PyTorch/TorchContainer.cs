using System.Numerics;

namespace Bench.Tensors;

/// <summary>A file as <c>torch.save</c> writes it: one pickle, and storages that it names. Opening reads no storage.</summary>
internal abstract class TorchContainer(object? root) : IDisposable
{
    // What PyTorch's old form begins with, a pickle of its own.
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356");

    /// <summary>The value that was saved.</summary>
    public object? Root { get; } = root;

    /// <summary>Whether numbers lie with their most significant byte first.</summary>
    public virtual bool IsBigEndian => false;

    /// <summary>Bytes of a storage; null: the file has none of this name.</summary>
    public abstract long? LengthOf(string storage);

    /// <summary>Reads of a storage's bytes from an offset on.</summary>
    public abstract void Read(string storage, long offset, Action<Stream> read);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Opens a file in the form of today (a zip archive), in the old one, or that is a pickle alone; owns the stream from then on.</summary>
    /// <exception cref="InvalidDataException">It is none of these, or damaged; the message follows the name of the file.</exception>
    public static TorchContainer Open(Stream stream)
    {
        try
        {
            var start = new byte[2];
            var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            if (length == 2 && start[0] == 'P' && start[1] == 'K') return new TorchArchive(stream);
            var first = PickleReader.Read(stream);
            return first is BigInteger magic && magic == Magic ? new TorchSequence(stream) : new TorchPickle(stream, first);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A pickle alone, which has no storages: arrays of NumPy.</summary>
    private sealed class TorchPickle(Stream stream, object? root) : TorchContainer(root)
    {
        public override long? LengthOf(string storage) => null;
        public override void Read(string storage, long offset, Action<Stream> read) => throw new InvalidDataException($"it has no storage {storage}");
        public override void Dispose() => stream.Dispose();
    }
}
