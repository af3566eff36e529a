// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/// A file of which a test sees each call that writes, and reads at the channel's own position.
/// Calls that our code does not make of such a channel are refused.
public class WatchedChannel extends FileChannel {
  /// A call.
  ///
  /// @param at where in the file
  /// @param bytes as many as were handed in
  public record Write(long at, int bytes) {}

  private final FileChannel file;
  private final List<Write> writes = new ArrayList<>();

  public WatchedChannel(FileChannel file) {
    this.file = file;
  }

  public List<Write> writes() {
    return List.copyOf(writes);
  }

  /// For tests that change the file under the reader.
  protected void beforeRead() throws IOException {}

  @Override
  public int read(ByteBuffer to) throws IOException {
    beforeRead();
    return file.read(to);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    writes.add(new Write(file.position(), from.remaining()));
    return file.write(from);
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public void force(boolean metaData) throws IOException {
    file.force(metaData);
  }

  @Override
  public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
    return file.map(mode, offset, size, arena);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long newPosition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel src, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer to, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    writes.add(new Write(position, from.remaining()));
    return file.write(from, position);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
