import '@/components/ui/base.css';
import '@/components/desk/desk.css';
import { Desk } from '@/components/desk/Desk';
import { mount } from '@/components/mount';

mount(Desk, 'extName');
